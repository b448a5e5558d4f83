using System.Globalization;

namespace Sinogram.Imaging.Dicom;

/// <content>Typed reading and writing of values.</content>
public sealed partial class DataSet
{
    /// <summary>The text of an element, decoded, without padding; several values stay joined by '\'. Null where it is missing, empty or not text.</summary>
    public string? GetString(Tag tag)
    {
        if (Find(tag) is not { Length: > 0 } element || !IsTextual(element.VR))
        {
            return null;
        }
        var text = element.GetText(CharacterSet);
        return text.Length == 0 ? null : text;
    }

    /// <summary>The values of a text element, each without padding; none where it is missing or empty.</summary>
    public IReadOnlyList<string> GetStrings(Tag tag)
    {
        if (GetString(tag) is not { } text)
        {
            return [];
        }
        var vr = Find(tag)!.VR;
        if (vr.IsSingleText() || !text.Contains('\\', StringComparison.Ordinal))
        {
            return [text];
        }
        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = vr.KeepsLeadingSpaces() ? values[i].TrimEnd(' ', '\0') : values[i].Trim(' ', '\0');
        }
        return values;
    }

    /// <summary>The numbers of an element (DS, IS, binary integers and floats); null where it is missing, empty, or one value is not a number.</summary>
    public double[]? GetDoubles(Tag tag)
    {
        if (Find(tag) is not { Length: > 0 } element)
        {
            return null;
        }
        return element.VR is VR.DS or VR.IS ? ParseNumbers(GetStrings(tag)) : BinaryValues.ToDoubles(element);
    }

    /// <summary>The first number of an element; null where it is missing, empty or not a number.</summary>
    public double? GetDouble(Tag tag) => GetDoubles(tag) is [var first, ..] ? first : null;

    /// <summary>The whole numbers of an element (IS and binary integers); null where it is missing, empty, or one value is not whole.</summary>
    public long[]? GetIntegers(Tag tag)
    {
        if (Find(tag) is not { Length: > 0 } element)
        {
            return null;
        }
        if (element.VR is not (VR.IS or VR.DS))
        {
            return BinaryValues.ToIntegers(element);
        }
        var texts = GetStrings(tag);
        var numbers = new long[texts.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(texts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }
        return numbers.Length == 0 ? null : numbers;
    }

    /// <summary>The first whole number of an element; null where it is missing, empty, not whole or beyond 32 bits.</summary>
    public int? GetInt32(Tag tag) => GetIntegers(tag) is [var first, ..] && first is >= int.MinValue and <= int.MaxValue ? (int)first : null;

    /// <summary>The date of a DA element, or of the date part of a DT; null where it is missing, empty or no date.</summary>
    public DateOnly? GetDate(Tag tag) => GetStrings(tag) is [var first, ..] && DateTimeValues.TryParseDate(first, out var date) ? date : null;

    /// <summary>The time of a TM element, missing parts taken as zero; null where it is missing, empty or no time.</summary>
    public TimeOnly? GetTime(Tag tag) => GetStrings(tag) is [var first, ..] && DateTimeValues.TryParseTime(first, out var time) ? time : null;

    /// <summary>The local date and time of a DT element, its offset from UTC left aside; null where it is missing, empty or none.</summary>
    public DateTime? GetDateTime(Tag tag) => GetStrings(tag) is [var first, ..] && DateTimeValues.TryParseDateTime(first, out var value, out _) ? value : null;

    /// <summary>The first name of a PN element, which knows whether it identifies; null where it is missing or empty.</summary>
    public PersonName? GetPersonName(Tag tag) => GetStrings(tag) is [var first, ..] ? PersonName.Parse(first) with { Identified = Find(tag)!.Identified } : null;

    /// <summary>The items of a sequence; none where it is missing or empty.</summary>
    public IReadOnlyList<DataSet> GetItems(Tag tag) => Find(tag) is { } element ? UnknownSequence.ItemsOf(element, this) ?? [] : [];

    /// <summary>Sets a text element, of several values joined by '\', with the padding of its representation.</summary>
    /// <exception cref="ArgumentException">The data set's character set cannot hold the text.</exception>
    public void Set(Tag tag, VR vr, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!CharacterSet.TryEncode(text, out var bytes))
        {
            throw new ArgumentException($"The character set of the data set cannot hold the value of {tag}.", nameof(text));
        }
        Set(tag, vr, bytes);
    }

    /// <summary>Sets an element to bytes in little endian; an odd length is padded.</summary>
    public void Set(Tag tag, VR vr, ReadOnlyMemory<byte> value)
    {
        if ((value.Length & 1) != 0)
        {
            var padded = new byte[value.Length + 1];
            value.CopyTo(padded);
            padded[^1] = vr.Padding();
            value = padded;
        }
        Set(new Element(tag, vr, value));
    }

    /// <summary>Sets a text element by the dictionary's representation.</summary>
    public void Set(Tag tag, string text) => Set(tag, Dictionary.ImplicitVR(tag), text);

    /// <summary>Sets a sequence.</summary>
    public void Set(Tag tag, IReadOnlyList<DataSet> items) => Set(new Element(tag, items));

    private static bool IsTextual(VR vr) => vr.IsText() || vr == VR.UN;

    private static double[]? ParseNumbers(IReadOnlyList<string> texts)
    {
        var numbers = new double[texts.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }
        return numbers.Length == 0 ? null : numbers;
    }
}
