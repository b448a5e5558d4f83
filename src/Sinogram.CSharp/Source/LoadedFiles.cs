using System.Globalization;
using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Source;

/// <summary>
/// The files that a cell loads by <c>#load</c>. Each runs once, before what loads it, as a piece of its own: what it defines is there like that of an
/// earlier cell, and its errors name it.
/// </summary>
internal static class LoadedFiles
{
    /// <summary>The pieces to run, in order; the last is the cell's own.</summary>
    /// <exception cref="MagicException">A file is missing, is no script, or loads itself.</exception>
    public static IReadOnlyList<CellPart> Expand(CellPart part)
    {
        if (!part.Code.Contains("#load", StringComparison.Ordinal))
        {
            return [part];
        }

        var pieces = new List<CellPart>();
        Add(part, pieces, new HashSet<string>(StringComparer.Ordinal));
        return pieces;
    }

    private static void Add(CellPart part, List<CellPart> pieces, HashSet<string> loaded)
    {
        foreach (var directive in CellDirective.Of(part.Code).Where(d => d.Kind == DirectiveKind.Load))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{part.Place}, line {part.FirstLine + directive.Line + 1}");
            var path = Path.GetFullPath(directive.Text, part.File?.Folder ?? Environment.CurrentDirectory);
            if (part.File?.Chain().Any(f => f.Path == path) == true)
            {
                var way = string.Join(" loads ", part.File.Chain().Select(f => Path.GetFileName(f.Path)).Reverse().Append(Path.GetFileName(path)));
                throw new MagicException($"{place}: #load goes round in a circle: {way}.", "Move what both need into a third file.");
            }

            if (loaded.Add(path))
            {
                var text = Read(path, directive, place, part.File is null);
                Add(new CellPart(text, 0, part.CellNumber) { File = new CellFile(path, null, part.File) }, pieces, loaded);
            }
        }

        pieces.Add(part);
    }

    private static string Read(string path, CellDirective directive, string place, bool fromCell)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".ipynb" or ".dib")
        {
            throw new MagicException($"{place}: #load takes C# files only.", $"#!import {directive.Text}");
        }

        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MagicException(
                $"{place}: there is no file {directive.Text}.", fromCell ? "A relative path starts at the working folder, in Jupyter the notebook's." : "A relative path starts at the folder of the file that loads it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"{place}: {directive.Text} cannot be read: {e.Message}", null, e);
        }

        var inside = CSharpTextScanner.LinesInsideText(text);
        var magic = text.Split('\n').Index().FirstOrDefault(l => !inside[l.Index] && MagicLine.NameOf(l.Item) is { } name && char.IsAsciiLetter(name[0]));
        return magic.Item is null
            ? text
            : throw new MagicException($"{Path.GetFileName(path)}, line {magic.Index + 1}: a file that is loaded by #load has no magics.", $"#!import {directive.Text}");
    }
}
