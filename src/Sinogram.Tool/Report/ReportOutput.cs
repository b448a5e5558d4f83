using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Core.Display;
using Sinogram.Interactive.Plotting;
using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Report;

/// <summary>One output of a cell as HTML: the richest representation that a page can show that runs no script of the notebook.</summary>
internal static partial class ReportOutput
{
    public static string Render(JsonObject output, ReportParts parts) => output["output_type"]?.GetValue<string>() switch
    {
        "stream" => Stream(output),
        "error" => $"<div class=\"output error\"><pre>{Encode(Plain(string.Join('\n', output["traceback"]!.AsArray().Select(l => l!.GetValue<string>()))))}</pre></div>",
        "display_data" or "execute_result" => $"<div class=\"output\">{Data(output["data"]!.AsObject(), parts)}</div>",
        _ => "",
    };

    private static string Stream(JsonObject output)
    {
        var kind = output["name"]?.GetValue<string>() == "stderr" ? " stderr" : "";
        return $"<div class=\"output{kind}\"><pre>{Encode(Plain(NotebookJson.Text(output["text"])))}</pre></div>";
    }

    private static string Data(JsonObject data, ReportParts parts)
    {
        if (data[FigurePage.MediaType] is JsonObject figure)
        {
            return parts.Figures.Render(figure);
        }

        if (data[Mime.Html] is { } html)
        {
            // The page's policy would let none of them run; their data would only be carried along.
            return Scripts().Replace(NotebookJson.Text(html), "");
        }

        foreach (var image in (ReadOnlySpan<string>)[Mime.Png, "image/jpeg", "image/gif"])
        {
            if (data[image] is { } picture)
            {
                return $"<img alt=\"{Encode(NotebookJson.Text(data[Mime.Plain]))}\" src=\"data:{image};base64,{Encode(NotebookJson.Text(picture).ReplaceLineEndings(""))}\">";
            }
        }

        if (data[Mime.Svg] is { } svg)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(NotebookJson.Text(svg));
            return $"<img alt=\"{Encode(NotebookJson.Text(data[Mime.Plain]))}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(bytes)}\">";
        }

        if (data[Mime.Latex] is { } latex)
        {
            return parts.Formulas.Render(NotebookJson.Text(latex));
        }

        return data[Mime.Markdown] is { } markdown
            ? parts.Markdown(NotebookJson.Text(markdown))
            : $"<pre>{Encode(Plain(NotebookJson.Text(data[Mime.Plain])))}</pre>";
    }

    /// <summary>Terminal colours have no meaning on a page.</summary>
    private static string Plain(string text) => Escapes().Replace(text, "");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"<script\b[^>]*>.*?</script\s*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Escapes();
}
