using System.Collections.Concurrent;
using Sinogram.Core.Cells;

namespace Sinogram.CSharp.Errors;

/// <summary>The lines of the cells and files that have run, for excerpts in messages.</summary>
internal sealed class CellTexts
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, string[]>> _places = new(StringComparer.Ordinal);

    /// <summary>Keeps the text of a part of a cell.</summary>
    public KeptText Keep(CellPart part)
    {
        var text = new KeptText(part.Place, part.FirstLine, part.Code.Split('\n'));
        _places.GetOrAdd(part.Place, _ => new(concurrencyLevel: 1, capacity: 1))[part.FirstLine] = text.Lines;
        return text;
    }

    /// <summary>Forgets a text whose code is gone, unless another has taken its place.</summary>
    public void Forget(KeptText text)
    {
        if (_places.TryGetValue(text.Place, out var parts) && parts.TryRemove(new(text.FirstLine, text.Lines)) && parts.IsEmpty)
        {
            _places.TryRemove(text.Place, out _);
        }
    }

    /// <summary>Whether code of this place has run.</summary>
    public bool Knows(string place) => _places.ContainsKey(place);

    /// <summary>A line of a place (from 1), or null.</summary>
    public string? Line(string place, int line)
    {
        if (!_places.TryGetValue(place, out var parts))
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

/// <summary>The text of a part of a cell, to forget it by.</summary>
internal sealed record KeptText(string Place, int FirstLine, string[] Lines);
