using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Core.Privacy;
using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Scan;

/// <summary>Looks through a notebook's sources and outputs, or through any text, for what identifies patients.</summary>
internal sealed partial class NotebookScan(KnownWorkspaces known)
{
    private static readonly HashSet<string> Code = new(StringComparer.OrdinalIgnoreCase) { ".py", ".r", ".cs", ".csx", ".sql", ".sh", ".js", ".ts", ".md", ".rmd", ".qmd", ".yml", ".yaml", ".toml" };

    /// <summary>The findings in a file.</summary>
    /// <param name="file">Its name: its extension says what it is.</param>
    /// <param name="bytes">Its content.</param>
    public IReadOnlyList<Finding> Scan(string file, byte[] bytes)
    {
        var findings = new List<Finding>();
        foreach (var text in Texts(file, bytes))
        {
            findings.AddRange(Kinds(text).GroupBy(k => k).Select(g => new Finding(file, text.Place, g.Key, g.Count())));
        }

        return findings;
    }

    private static IEnumerable<ScannedText> Texts(string file, byte[] bytes)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        if (extension == ".ipynb")
        {
            return NotebookTexts.Of(bytes);
        }

        var form = extension switch
        {
            ".html" or ".htm" or ".xml" or ".svg" => TextForm.Markup,
            ".json" => TextForm.Json,
            _ => TextForm.Text,
        };
        return [new ScannedText("the text", Encoding.UTF8.GetString(bytes), form, IsCode: Code.Contains(extension))];
    }

    private IEnumerable<string> Kinds(ScannedText scanned)
    {
        if (scanned.Text == RevealScope.MetadataKey)
        {
            return ["an output that shows identifying values: it was revealed"];
        }

        try
        {
            var values = known.Values.Count(scanned.Text, scanned.Form).SelectMany(c => Enumerable.Repeat($"an identifying value of a known workspace ({c.Key})", c.Value));
            return [.. values, .. OfPatterns(scanned)];
        }
        catch (RegexMatchTimeoutException)
        {
            return ["a text that could not be looked through to its end"];
        }
    }

    private IEnumerable<string> OfPatterns(ScannedText scanned)
    {
        var text = scanned.Form == TextForm.Markup ? Hidden().Replace(scanned.Text, " ") : scanned.Text;
        var inColumns = scanned.Form switch
        {
            TextForm.Markup => IdentifyingTables.Count(text),
            TextForm.Json => JsonProperties.Count(Parsed(text)),
            _ => PlainTables.Count(text, scanned.IsCode) + (scanned.IsCode || !LooksLikeJson(text) ? 0 : JsonProperties.Count(Parsed(text))),
        };
        var patterns = IdentifyingPatterns.Find(text).ToList();
        if (patterns.Count == 0)
        {
            patterns.AddRange(Enumerable.Repeat(IdentifyingPatterns.AfterName, DumpedElements.Count(text, scanned.IsCode || scanned.Form != TextForm.Text || inColumns > 0)));
        }

        var uids = IdentifyingPatterns.Uids(text).Distinct().Where(known.IsSuspect).Select(_ => "a UID of an unknown study");
        return [.. patterns, .. uids, .. Enumerable.Repeat("values in a column named after what identifies", patterns.Count == 0 || scanned.Form == TextForm.Markup ? inColumns : 0)];
    }

    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What a page does not show as text: scripts, styles, pictures.</summary>
    [GeneratedRegex("""<(script|style)\b.*?</\1>|data:[a-z]+/[a-z+.\-]+;base64,[A-Za-z0-9+/=]+""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline, 10_000)]
    private static partial Regex Hidden();
}
