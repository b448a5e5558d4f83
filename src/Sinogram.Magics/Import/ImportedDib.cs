using System.Text.Json;
using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Import;

/// <summary>Reads a <c>.dib</c> file: text in which a line <c>#!language</c> begins each cell.</summary>
internal static class ImportedDib
{
    private static readonly string[] Languages =
    [
        "csharp", "c#", "cs", "fsharp", "f#", "fs", "pwsh", "powershell", "html", "javascript", "js", "mermaid", "http", "value", "sql", "kql", "python", "r",
        "markdown", "md", "meta",
    ];

    public static IReadOnlyList<ImportedCell> Read(string text, CellFile file, int cellNumber)
    {
        var lines = text.Split('\n');
        var known = new HashSet<string>(Languages, StringComparer.OrdinalIgnoreCase);
        var cells = new List<ImportedCell>();
        var language = "csharp";
        var start = 0;
        for (var line = 0; line <= lines.Length; line++)
        {
            var next = line < lines.Length ? SelectorOf(lines[line]) : null;
            if (line < lines.Length && (next is null || !known.Contains(next)))
            {
                continue;
            }

            var code = string.Join('\n', lines[start..line]);
            if (language == "meta")
            {
                language = Declared(code, known) ?? "csharp";
            }
            else if (!string.IsNullOrWhiteSpace(code))
            {
                cells.Add(language is "markdown" or "md"
                    ? new ImportedCell(null, code.Trim('\r', '\n'))
                    : ImportedCells.Code(ImportedCells.Selector(language), code, start, file, cellNumber));
            }

            if (next is not null)
            {
                language = next.ToLowerInvariant();
            }

            start = line + 1;
        }

        return cells;
    }

    /// <summary>The name of a line that holds a selector and nothing else.</summary>
    private static string? SelectorOf(string line) => MagicLine.NameOf(line) is { } name && line.Trim().Length == name.Length + 2 ? name : null;

    /// <summary>Reads the head of the file: adds the languages that it declares, and answers the one that is meant where none is named.</summary>
    private static string? Declared(string json, HashSet<string> known)
    {
        try
        {
            using var head = JsonDocument.Parse(json);
            if (!head.RootElement.TryGetProperty("kernelInfo", out var info))
            {
                return null;
            }

            if (info.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
            {
                known.UnionWith(items.EnumerateArray().Select(i => i.TryGetProperty("name", out var name) ? name.GetString() : null).OfType<string>());
            }

            return info.TryGetProperty("defaultKernelName", out var first) ? first.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A head that cannot be read declares nothing; the cells below it stand for themselves.
            return null;
        }
    }
}
