using System.Collections.Concurrent;

namespace Sinogram.CSharp.Errors;

/// <summary>The lines of the cells that have run, for excerpts in messages.</summary>
internal sealed class CellTexts
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<int, string[]>> _cells = new();

    /// <summary>Keeps the text of a part of a cell.</summary>
    public void Keep(int cellNumber, int firstLine, string code) =>
        _cells.GetOrAdd(cellNumber, _ => new())[firstLine] = code.Split('\n');

    /// <summary>A line of a cell (from 1), or null.</summary>
    public string? Line(int cellNumber, int line)
    {
        if (!_cells.TryGetValue(cellNumber, out var parts))
        {
            return null;
        }

        foreach (var (first, lines) in parts)
        {
            if (line - 1 >= first && line - 1 < first + lines.Length)
            {
                return lines[line - 1 - first].TrimEnd('\r');
            }
        }

        return null;
    }
}
