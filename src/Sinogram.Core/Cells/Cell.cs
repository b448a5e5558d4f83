namespace Sinogram.Core.Cells;

/// <summary>A cell to run.</summary>
/// <param name="Code">Its whole text.</param>
/// <param name="Number">The execution count it runs under; messages call it "cell N".</param>
/// <param name="Id">The notebook's cell id, where the front end gave one.</param>
public sealed record Cell(string Code, int Number, string? Id = null);

/// <summary>A stretch of a cell that one language or magic handles.</summary>
/// <param name="Code">Its text, without the selector's line.</param>
/// <param name="FirstLine">The line of the cell (from 0) on which the text begins, so that messages point into the cell.</param>
/// <param name="CellNumber">The cell's execution count.</param>
public sealed record CellPart(string Code, int FirstLine, int CellNumber);
