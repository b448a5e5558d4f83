using System.Text.Json;
using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Import;

/// <summary>One cell of an imported file: code to run, or markdown to show.</summary>
internal sealed record ImportedCell(Cell? Code, string? Markdown);

/// <summary>Reads the files that <c>#!import</c> takes.</summary>
internal static class ImportedCells
{
    private static readonly string[] Extensions = [".ipynb", ".dib", ".cs", ".csx", ".fs", ".fsx", ".ps1", ".html", ".js", ".md"];

    /// <summary>The cells of a file, in order.</summary>
    /// <exception cref="MagicException">It cannot be read, or is of a kind that cannot be imported.</exception>
    public static IReadOnlyList<ImportedCell> Read(CellFile file, int cellNumber)
    {
        var extension = Path.GetExtension(file.Path).ToLowerInvariant();
        if (!Extensions.Contains(extension))
        {
            throw new MagicException($"#!import cannot read {file.Name}.", "It takes " + string.Join(", ", Extensions) + "; #r \"FILE.dll\" references a library.");
        }

        try
        {
            var text = File.ReadAllText(file.Path);
            return extension switch
            {
                ".ipynb" => ImportedNotebook.Read(text, file, cellNumber),
                ".dib" => ImportedDib.Read(text, file, cellNumber),
                ".md" => [new ImportedCell(null, text)],
                ".fs" or ".fsx" => [Code("fsharp", text, 0, file, cellNumber)],
                ".ps1" => [Code("pwsh", text, 0, file, cellNumber)],
                ".html" => [Code("html", text, 0, file, cellNumber)],
                ".js" => [Code("javascript", text, 0, file, cellNumber)],
                _ => [Code(null, text, 0, file, cellNumber)],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"#!import cannot read {file.Name}: {e.Message}", null, e);
        }
        catch (JsonException e)
        {
            throw new MagicException($"{file.Name} is no notebook: line {e.LineNumber + 1} of the file is no JSON.", "Open it in Jupyter and save it.", e);
        }
    }

    /// <summary>A code cell. One of another language begins with that language's selector, as if it had been typed.</summary>
    public static ImportedCell Code(string? language, string text, int firstLine, CellFile file, int cellNumber) =>
        new(language is null
            ? new Cell(text, cellNumber) { File = file, FirstLine = firstLine }
            : new Cell($"#!{language}\n{text}", cellNumber) { File = file, FirstLine = firstLine - 1 }, null);

    /// <summary>The selector of a language's name in metadata; null for C#.</summary>
    public static string? Selector(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "c#" or "csharp" or ".net-csharp" or "cs" => null,
        "f#" or ".net-fsharp" => "fsharp",
        "powershell" or ".net-powershell" => "pwsh",
        var other => other,
    };

    /// <summary>What lies beside a path that does not exist, for a hint.</summary>
    public static string? Neighbours(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            {
                return null;
            }

            var files = Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal).Take(200).ToList();
            return Suggestion.For(Path.GetFileName(path), files, "") ?? (files.Count == 0 ? null : "There are: " + string.Join(", ", files.Take(8)) + (files.Count > 8 ? ", …" : "."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
