using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>
/// What holds of every display of ours, so that it is seen in any front end, trusted or not, whichever of its media types the front end takes: JupyterLab, Notebook, VS Code,
/// nbconvert. Not for markup and scripts that a cell wrote itself.
/// </summary>
internal static partial class DisplayRules
{
    /// <summary>Bytes beyond which a display is too heavy for a notebook.</summary>
    private const int Largest = 5_000_000;

    /// <summary>What a page is shown without where it is not trusted, or what reaches into the page.</summary>
    private static readonly string[] Forbidden = ["<style", "<link", "<svg", "<object", "<embed", "javascript:", " onclick=", " onload=", " onerror="];

    /// <summary>What exists in one front end only, or comes over a network.</summary>
    private static readonly string[] Foreign = ["Jupyter.", "require(", "requirejs", "IPython", "http://", "https://"];

    public static void AssertKept(JsonArray outputs, string cell)
    {
        foreach (var data in outputs.Select(o => o!["data"] as JsonObject).OfType<JsonObject>())
        {
            Assert.True(data.ContainsKey("text/plain"), $"{cell}: no text/plain beside {string.Join(", ", data.Select(d => d.Key))}");
            Assert.False(data.ContainsKey("application/javascript"), $"{cell}: a script");
            if (data["text/html"] is { } html)
            {
                AssertMarkup(Text(html), cell);
            }
            else
            {
                // A front end without that type's renderer, and one that does not trust the notebook, has the words.
                Assert.True(data.All(d => d.Key is "text/plain" or "text/latex" or "text/markdown" or "text/vnd.mermaid" or "image/png" or "image/jpeg" or "application/json"), $"{cell}: only {string.Join(", ", data.Select(d => d.Key))}");
                Assert.False(string.IsNullOrWhiteSpace(Text(data["text/plain"]!)), $"{cell}: nothing to read");
            }
        }
    }

    private static void AssertMarkup(string html, string cell)
    {
        Assert.True(html.Length < Largest, $"{cell}: {html.Length} characters");
        var frames = Frame().Matches(html);
        foreach (var frame in frames.Select(f => f.Value))
        {
            Assert.Contains("sandbox=\"allow-scripts\"", frame, StringComparison.Ordinal);
            Assert.Contains("srcdoc=\"", frame, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\ssrc=", frame);
            Assert.DoesNotContain("allow-same-origin", frame, StringComparison.Ordinal);
        }

        var page = Script().Replace(Frame().Replace(html, ""), "");
        var scripts = Script().Matches(Frame().Replace(html, "")).Select(s => s.Value).ToList();
        Assert.All(scripts, s =>
        {
            // Nothing of it gets into the page's own names by accident, and it needs no front end's.
            Assert.Matches(@"^<script>\s*\(function", s);
            Assert.All(Foreign, f => Assert.DoesNotContain(f, s, StringComparison.Ordinal));
        });
        Assert.All(Forbidden, f => Assert.DoesNotContain(f, page, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotMatch(@"<img[^>]*\ssrc=""(?!data:)", page);

        // What is left where neither scripts nor frames are let in.
        var words = WebUtility.HtmlDecode(Tag().Replace(page, ""));
        Assert.True(!string.IsNullOrWhiteSpace(words) || page.Contains("<img", StringComparison.Ordinal) || page.Contains("<progress", StringComparison.Ordinal), $"{cell}: empty where it is not trusted");
        Assert.True(words.Count(c => c == '$') < 2 || (page.Contains("mathjax_ignore", StringComparison.Ordinal) && page.Contains("tex2jax_ignore", StringComparison.Ordinal)), $"{cell}: prices become formulas");
    }

    private static string Text(JsonNode value) => value is JsonArray lines ? string.Concat(lines.Select(l => (string)l!)) : value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)value! : value.ToJsonString();

    [GeneratedRegex(@"<iframe\b[^>]*>\s*</iframe>", RegexOptions.Singleline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"<script\b.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
