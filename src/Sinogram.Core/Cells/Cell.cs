using System.Globalization;

namespace Sinogram.Core.Cells;

/// <summary>A cell to run.</summary>
/// <param name="Code">Its whole text.</param>
/// <param name="Number">The execution count it runs under; messages call it "cell N".</param>
/// <param name="Id">The notebook's cell id, where the front end gave one.</param>
public sealed record Cell(string Code, int Number, string? Id = null)
{
    /// <summary>The file that the text was read from, or null for a cell of the notebook itself.</summary>
    public CellFile? File { get; init; }

    /// <summary>The line of the file (from 0) on which the text begins.</summary>
    public int FirstLine { get; init; }
}

/// <summary>A stretch of a cell that one language or magic handles.</summary>
/// <param name="Code">Its text, without the selector's line.</param>
/// <param name="FirstLine">The line of the cell (from 0) on which the text begins, so that messages point into the cell.</param>
/// <param name="CellNumber">The cell's execution count.</param>
public sealed record CellPart(string Code, int FirstLine, int CellNumber)
{
    /// <summary>The file that the text was read from, or null for a cell of the notebook itself.</summary>
    public CellFile? File { get; init; }

    /// <summary>How messages name the place: <c>cell 7</c>, or the file.</summary>
    public string Place => File?.Name ?? PlaceOf(CellNumber);

    /// <summary>How messages name a cell.</summary>
    public static string PlaceOf(int cellNumber) => "cell " + cellNumber.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A file whose text runs in a cell: a script, or a cell of another notebook.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="CellIndex">Which of its cells, from 1, where it has cells; else null.</param>
/// <param name="From">The file that asked for it; null where a cell of the notebook did.</param>
public sealed record CellFile(string Path, int? CellIndex = null, CellFile? From = null)
{
    /// <summary>How messages name it: the file's name, with the cell.</summary>
    public string Name => System.IO.Path.GetFileName(Path).Replace('"', '\'') + (CellIndex is { } index ? ", cell " + index.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>The folder that paths in it are relative to.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    /// <summary>The files on the way from the notebook to this one, this one first.</summary>
    public IEnumerable<CellFile> Chain()
    {
        for (var file = this; file is not null; file = file.From)
        {
            yield return file;
        }
    }
}
