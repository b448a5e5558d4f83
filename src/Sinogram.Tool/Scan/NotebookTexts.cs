using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Core.Privacy;
using Sinogram.Data.Privacy;

namespace Sinogram.Tool.Scan;

/// <summary>A text of a file, and where it stands.</summary>
/// <param name="Place">The cell and its part, or what else it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Form">How it is written.</param>
/// <param name="IsCode">It is code.</param>
internal sealed record ScannedText(string Place, string Text, TextForm Form = TextForm.Text, bool IsCode = false);

/// <summary>The texts of a notebook, of format 3 or 4; of a damaged one, all the texts that it still holds.</summary>
internal static partial class NotebookTexts
{
    /// <summary>The texts.</summary>
    public static IEnumerable<ScannedText> Of(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        JsonObject? root;
        try
        {
            root = JsonNode.Parse(text) as JsonObject;
            if (root is not null && (root["cells"] is JsonArray || root["worksheets"] is JsonArray))
            {
                return OfNotebook(root).ToList();
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Damaged, or with a name twice in one object.
        }

        return [new ScannedText("the damaged notebook", string.Join('\n', Literal().Matches(text).Select(m => Unescaped(m.Groups[1].Value))))];
    }

    private static IEnumerable<ScannedText> OfNotebook(JsonObject root)
    {
        var cells = root["cells"] is JsonArray all ? all : new JsonArray([.. ((JsonArray)root["worksheets"]!).OfType<JsonObject>().SelectMany(w => w["cells"] as JsonArray ?? []).Select(c => c?.DeepClone())]);
        var number = 0;
        foreach (var cell in cells.OfType<JsonObject>())
        {
            foreach (var text in OfCell(cell, string.Create(CultureInfo.InvariantCulture, $"cell {++number}")))
            {
                yield return text;
            }
        }

        yield return new ScannedText("the notebook's metadata", root["metadata"]?.ToJsonString() ?? "", TextForm.Json);
    }

    private static IEnumerable<ScannedText> OfCell(JsonObject cell, string name)
    {
        yield return new ScannedText($"{name}, source", Text(cell["source"] ?? cell["input"]), IsCode: Text(cell["cell_type"]) != "markdown");
        yield return new ScannedText($"{name}, metadata", cell["metadata"] is JsonObject { Count: > 0 } metadata ? metadata.ToJsonString() : "", TextForm.Json);
        var place = 0;
        foreach (var output in (cell["outputs"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{name}, output {++place}");
            if (output["metadata"]?[RevealScope.MetadataKey] is not null)
            {
                yield return new ScannedText(where, RevealScope.MetadataKey);
            }

            foreach (var (key, value) in output.Where(p => p.Key is "ename" or "evalue" or "traceback" || (p.Key == "text" && output["html"] is null)))
            {
                yield return new ScannedText(where, Text(value));
            }

            // One finding, not one for each representation of it. Format 3 has them beside each other in the output itself.
            var data = (output["data"] as JsonObject ?? output).Where(d => FormOf(d.Key) is not null).ToList();
            var texts = data.Select(d => (d.Key, Text: d.Value is JsonObject ? d.Value.ToJsonString() : Text(d.Value))).ToList();
            if (texts.Count > 0)
            {
                var fullest = texts.MaxBy(t => t.Text.Length);
                yield return new ScannedText(where, fullest.Text, FormOf(fullest.Key)!.Value);
                foreach (var other in texts.Where(t => t.Key != fullest.Key && t.Key == "text/plain"))
                {
                    yield return new ScannedText(where, other.Text);
                }
            }
        }
    }

    /// <summary>How the text of a representation is written; null for a picture and for what is no representation.</summary>
    private static TextForm? FormOf(string key) => key switch
    {
        "html" or "svg" or "text/html" or "image/svg+xml" or "text/xml" or "application/xml" => TextForm.Markup,
        "json" => TextForm.Json,
        "latex" or "javascript" => TextForm.Text,
        _ when !key.Contains('/', StringComparison.Ordinal) || key.StartsWith("image/", StringComparison.Ordinal) || key.StartsWith("audio/", StringComparison.Ordinal) || key.StartsWith("video/", StringComparison.Ordinal) => null,
        _ => key.EndsWith("json", StringComparison.Ordinal) ? TextForm.Json : TextForm.Text,
    };

    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(l => l is JsonValue value && value.TryGetValue<string>(out var text) ? text : l?.ToJsonString())),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node?.ToJsonString() ?? "",
    };

    private static string Unescaped(string literal)
    {
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{literal}\"") ?? "";
        }
        catch (JsonException)
        {
            return literal;
        }
    }

    [GeneratedRegex("""
        "((?:[^"\\]|\\.)*)(?:"|$)
        """, RegexOptions.CultureInvariant | RegexOptions.Singleline, 10_000)]
    private static partial Regex Literal();
}
