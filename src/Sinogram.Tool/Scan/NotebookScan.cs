using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Privacy;
using Sinogram.Data.Privacy;


namespace Sinogram.Tool.Scan;

/// <summary>Looks through a notebook's sources and outputs, or through any text, for what identifies patients.</summary>
internal sealed class NotebookScan(KnownWorkspaces known)
{
    /// <summary>The findings in a file.</summary>
    /// <exception cref="UserErrorException">It is not there, or cannot be read.</exception>
    public IReadOnlyList<Finding> Scan(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be read: {e.Message}");
        }

        var places = Path.GetExtension(file) == ".ipynb" && Notebook(bytes) is { } cells ? cells : [("the text", Encoding.UTF8.GetString(bytes), TextForm.Text)];
        var findings = new List<Finding>();
        foreach (var place in places)
        {
            findings.AddRange(Kinds(place.Text, place.Form).GroupBy(k => k).Select(g => new Finding(file, place.Name, g.Key, g.Count())));
        }

        return findings;
    }

    private IEnumerable<string> Kinds(string text, TextForm form)
    {
        if (text == RevealScope.MetadataKey)
        {
            return ["an output that shows identifying values: it was revealed"];
        }

        var values = known.Values.Count(text, form).SelectMany(c => Enumerable.Repeat($"an identifying value of a known workspace ({c.Key})", c.Value));
        var uids = IdentifyingPatterns.Uids(text).Distinct().Where(known.IsSuspect).Select(_ => "a UID of an unknown study");
        var columns = form == TextForm.Markup ? Enumerable.Repeat("values in a column named after what identifies", IdentifyingTables.Count(text)) : [];
        return values.Concat(IdentifyingPatterns.Find(text)).Concat(uids).Concat(columns);
    }

    private static List<(string Name, string Text, TextForm Form)>? Notebook(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes) is JsonObject root && root["cells"] is JsonArray cells
                ? [.. cells.OfType<JsonObject>().SelectMany((c, i) => Cell(c, i + 1)), ("the notebook's metadata", root["metadata"]?.ToJsonString() ?? "", TextForm.Json)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, string Text, TextForm Form)> Cell(JsonObject cell, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cell {number}");
        yield return ($"{name}, source", Text(cell["source"]), TextForm.Text);
        var place = 0;
        foreach (var output in (cell["outputs"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{name}, output {++place}");
            if (output["metadata"]?[RevealScope.MetadataKey] is not null)
            {
                yield return (where, RevealScope.MetadataKey, TextForm.Text);
            }

            foreach (var (key, value) in output.Where(p => p.Key is "text" or "ename" or "evalue" or "traceback"))
            {
                yield return (where, Text(value), TextForm.Text);
            }

            // One finding, not one for each representation of it.
            var data = (output["data"] as JsonObject)?.Where(d => !d.Key.StartsWith("image/", StringComparison.Ordinal) || d.Key == "image/svg+xml").ToList() ?? [];
            var texts = data.Select(d => (d.Key, Text: d.Value is JsonObject ? d.Value.ToJsonString() : Text(d.Value))).ToList();
            if (texts.Count > 0)
            {
                var fullest = texts.MaxBy(t => t.Text.Length);
                yield return (where, fullest.Text, fullest.Key.EndsWith("json", StringComparison.Ordinal) ? TextForm.Json : fullest.Key is "text/html" or "image/svg+xml" ? TextForm.Markup : TextForm.Text);
                foreach (var other in texts.Where(t => t.Key != fullest.Key && t.Key == "text/plain"))
                {
                    yield return (where, other.Text, TextForm.Text);
                }
            }
        }
    }

    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(l => l is JsonValue value && value.TryGetValue<string>(out var text) ? text : l?.ToJsonString())),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node?.ToJsonString() ?? "",
    };
}
