namespace Sinogram.CSharp.Source;

/// <summary>Changes to a cell's text, by position in the original.</summary>
internal sealed class TextEdits
{
    private readonly List<TextEdit> _edits = [];
    private bool _sorted = true;

    /// <summary>Puts text before the character at a position. Of several the first added comes first.</summary>
    public void Insert(int position, string text) => Add(new TextEdit(position, 0, text, _edits.Count));

    /// <summary>Puts text after what ends at a position. Of several the last added, the innermost, comes first.</summary>
    public void InsertAfter(int position, string text) => Add(new TextEdit(position, 0, text, -1 - _edits.Count));

    /// <summary>Puts other text in the place of a stretch.</summary>
    public void Replace(int start, int end, string text) => Add(new TextEdit(start, end - start, text, _edits.Count));

    /// <summary>Takes a stretch out; its line breaks stay, so that lines keep their numbers.</summary>
    public void Delete(string source, int start, int end)
    {
        if (end > start)
        {
            Replace(start, end, new string([.. source.AsSpan(start, end - start).ToArray().Where(c => c == '\n')]));
        }
    }

    /// <summary>The edits that touch a stretch, in order.</summary>
    public IEnumerable<TextEdit> Within(int start, int end)
    {
        if (!_sorted)
        {
            _edits.Sort();
            _sorted = true;
        }

        foreach (var edit in _edits)
        {
            var inside = edit.Length > 0 ? edit.Start >= start && edit.End <= end
                : edit.IsAfter ? edit.Start > start && edit.Start <= end
                : edit.Start >= start && edit.Start < end;
            if (inside)
            {
                yield return edit;
            }
        }
    }

    /// <summary>These edits and others.</summary>
    public TextEdits With(TextEdits other)
    {
        var all = new TextEdits();
        foreach (var edit in _edits.Concat(other._edits))
        {
            all.Add(edit with { Order = edit.IsAfter ? -1 - all._edits.Count : all._edits.Count });
        }

        return all;
    }

    private void Add(TextEdit edit)
    {
        _edits.Add(edit);
        _sorted = false;
    }
}

/// <summary>One change. A negative order marks an insertion that belongs to the character before it.</summary>
internal readonly record struct TextEdit(int Start, int Length, string Text, int Order) : IComparable<TextEdit>
{
    public int End => Start + Length;

    public bool IsAfter => Order < 0;

    public int CompareTo(TextEdit other) =>
        Start != other.Start ? Start.CompareTo(other.Start)
        : (Length == 0) != (other.Length == 0) ? (Length == 0 ? -1 : 1)
        : Order.CompareTo(other.Order);
}
