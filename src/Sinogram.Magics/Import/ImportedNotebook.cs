using System.Text.Json;
using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Import;

/// <summary>Reads the cells of a Jupyter notebook (formats 3 and 4).</summary>
internal static class ImportedNotebook
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="MagicException">It is no notebook.</exception>
    public static IReadOnlyList<ImportedCell> Read(string text, CellFile file, int cellNumber)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (CellsOf(root) is not { } list)
        {
            throw new MagicException($"{file.Name} is no notebook: it has no cells.", "Open it in Jupyter and save it.");
        }

        var language = ImportedCells.Selector(Text(root, "metadata", "polyglot_notebook", "kernelInfo", "defaultKernelName")
            ?? Text(root, "metadata", "kernelspec", "language") ?? Text(root, "metadata", "language_info", "name"));
        var cells = new List<ImportedCell>();
        var index = 0;
        foreach (var cell in list)
        {
            index++;
            var source = Lines(cell, "source") ?? Lines(cell, "input") ?? "";
            switch (Text(cell, "cell_type"))
            {
                case "markdown":
                    cells.Add(new ImportedCell(null, source));
                    break;
                case "code" when !string.IsNullOrWhiteSpace(source) && !IsSkipped(cell):
                    var named = Text(cell, "metadata", "polyglot_notebook", "kernelName") ?? Text(cell, "metadata", "dotnet_interactive", "language");
                    cells.Add(ImportedCells.Code(named is null ? language : ImportedCells.Selector(named), source, 0, file with { CellIndex = index }, cellNumber));
                    break;
            }
        }

        return cells;
    }

    private static IEnumerable<JsonElement>? CellsOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("cells", out var cells) && cells.ValueKind == JsonValueKind.Array)
        {
            return cells.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object);
        }

        // Format 3 kept its cells in worksheets.
        return root.TryGetProperty("worksheets", out var sheets) && sheets.ValueKind == JsonValueKind.Array
            ? sheets.EnumerateArray().SelectMany(s => CellsOf(s) ?? [])
            : null;
    }

    private static bool IsSkipped(JsonElement cell) =>
        cell.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
        && tags.EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && t.GetString() == "skip-execution");

    private static string? Lines(JsonElement cell, string name)
    {
        if (!cell.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => string.Concat(value.EnumerateArray().Select(l => l.ValueKind == JsonValueKind.String ? l.GetString() : "")),
            _ => null,
        };
    }

    private static string? Text(JsonElement element, params IEnumerable<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
