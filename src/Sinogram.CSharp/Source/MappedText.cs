using System.Globalization;
using System.Text;

namespace Sinogram.CSharp.Source;

/// <summary>Text generated from a cell: pieces of the original with edits, between text of our own. Knows where each character came from.</summary>
internal sealed class MappedText
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Generated, int Original, int Length)> _chunks = [];

    public int Length => _text.Length;

    /// <summary>Adds text of our own.</summary>
    public MappedText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a line that tells the compiler where the following text stands in the cell.</summary>
    public void AddLineDirective(int line, string file) =>
        _text.Append("\n#line ").Append((line + 1).ToString(CultureInfo.InvariantCulture)).Append(" \"").Append(file).Append("\"\n");

    /// <summary>Adds a stretch of the original with the edits in it.</summary>
    public void AddOriginal(string source, int start, int end, TextEdits edits)
    {
        var at = start;
        foreach (var edit in edits.Within(start, end))
        {
            if (edit.Start < at)
            {
                continue;
            }

            Copy(source, at, edit.Start);
            _text.Append(edit.Text);
            at = edit.End;
        }

        Copy(source, at, end);
    }

    /// <summary>The position in the original of a generated one; for text of our own, the end of the original before it.</summary>
    public int ToOriginal(int generated)
    {
        var best = 0;
        foreach (var (from, original, length) in _chunks)
        {
            if (generated < from)
            {
                break;
            }

            best = generated <= from + length ? original + generated - from : original + length;
        }

        return best;
    }

    /// <summary>Whether a generated position lies in text of the cell's own.</summary>
    public bool IsOriginal(int generated) => _chunks.Exists(c => generated >= c.Generated && generated < c.Generated + c.Length);

    /// <summary>The generated position of an original one, or -1 where that character was taken out.</summary>
    public int ToGenerated(int original)
    {
        foreach (var (generated, from, length) in _chunks)
        {
            if (original >= from && original < from + length)
            {
                return generated + original - from;
            }
        }

        return -1;
    }

    public override string ToString() => _text.ToString();

    private void Copy(string source, int start, int end)
    {
        if (end > start)
        {
            _chunks.Add((_text.Length, start, end - start));
            _text.Append(source, start, end - start);
        }
    }
}
