namespace Sinogram.Data.Privacy;

/// <summary>How a text is read.</summary>
public enum TextForm
{
    /// <summary>Text, or markup whose tags are text.</summary>
    Text,

    /// <summary>JSON: stays JSON.</summary>
    Json,

    /// <summary>HTML or SVG: figures of its drawings are no values.</summary>
    Markup,
}

public sealed partial class IdentifyingValues
{
    /// <summary>Two ideographs may be a name.</summary>
    private const int FewestCharacters = 2;

    /// <summary>A text with its identifying values masked; the same instance where it has none.</summary>
    public string Masked(string text, TextForm form = TextForm.Text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Current is not { } known || text.Length < FewestCharacters || Hits(text, form, known) is not { Count: > 0 } hits)
        {
            return text;
        }

        return form == TextForm.Json ? MaskedText.WriteJson(text, hits, this, known) : MaskedText.Write(text, hits, this, known);
    }

    /// <summary>How many values of each attribute a text holds.</summary>
    public IReadOnlyDictionary<string, int> Count(string text, TextForm form = TextForm.Text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Current is not { } known || Hits(text, form, known) is not { } hits)
        {
            return new Dictionary<string, int>();
        }

        return hits.GroupBy(h => h.Replacement is null ? AttributeOf(h.Found.Attribute) : "encoded").ToDictionary(g => g.Key, g => g.Count());
    }

    /// <summary>How many characters at the end of a text must wait for what follows, because a value may begin there. 0 while nothing is known.</summary>
    public int Held(ReadOnlySpan<char> text) => Current is { } known ? new TextMatcher(this, known).Held(text) : 0;

    /// <summary>
    /// Bytes with the values that stand in them as UTF-8 or UTF-16 overwritten by asterisks, of the same length, so that what frames them stays whole;
    /// the same memory where there are none.
    /// </summary>
    public ReadOnlyMemory<byte> Masked(ReadOnlyMemory<byte> bytes)
    {
        if (Current is not { } known || bytes.Length < FewestLetters)
        {
            return bytes;
        }

        var matcher = new TextMatcher(this, known);
        byte[]? changed = null;
        foreach (var view in ByteViews.Of(bytes.Span))
        {
            foreach (var place in view.Places(matcher.FindWords(view.Text)))
            {
                (changed ??= bytes.ToArray())[place] = view.Over(place);
            }
        }

        return changed ?? bytes;
    }

    private List<Hit>? Hits(string text, TextForm form, Known known)
    {
        var matcher = new TextMatcher(this, known);
        var hits = Hit.Over(ByteDumps.Add(text, matcher.FindInHalves(text), Masked), matcher.FindAcrossTags(text));
        if (form == TextForm.Json)
        {
            hits?.RemoveAll(h => (h.Found.Kinds & WindowKinds.Digits) != 0 && JsonFigures.Contains(text, h.Start, h.End));
        }
        else if (form == TextForm.Markup)
        {
            hits?.RemoveAll(h => (h.Found.Kinds & (WindowKinds.Digits | WindowKinds.FiguresDate)) != 0 && MarkupFigures.Contains(text, h.Start));
        }

        return hits;
    }
}
