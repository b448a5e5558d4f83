using System.Globalization;

namespace Sinogram.Imaging.Dicom;

/// <summary>The name of an attribute: a group and an element number (PS3.5 section 7.1).</summary>
public readonly record struct Tag(ushort Group, ushort Element) : IComparable<Tag>
{
    /// <summary>Makes a tag from its 32-bit value, for example 0x00100020.</summary>
    public Tag(uint value) : this((ushort)(value >> 16), (ushort)value)
    {
    }

    /// <summary>The group in the high and the element in the low 16 bits.</summary>
    public uint Value => ((uint)Group << 16) | Element;

    /// <summary>Whether the group is odd, which makes the attribute private (PS3.5 section 7.8).</summary>
    public bool IsPrivate => (Group & 1) != 0;

    /// <summary>Whether this is a private creator, (gggg,0010) to (gggg,00FF).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x0010 and <= 0x00FF;

    /// <summary>Whether this is the retired length of its group, (gggg,0000).</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>Whether the attribute belongs to the file meta information, group 0002.</summary>
    public bool IsFileMeta => Group == 2;

    /// <summary>Whether the attribute holds pixel data: (7FE0,0008), (7FE0,0009) or (7FE0,0010).</summary>
    public bool IsPixelData => Group == 0x7FE0 && Element is 0x0008 or 0x0009 or 0x0010;

    public static bool operator <(Tag left, Tag right) => left.Value < right.Value;

    public static bool operator >(Tag left, Tag right) => left.Value > right.Value;

    public static bool operator <=(Tag left, Tag right) => left.Value <= right.Value;

    public static bool operator >=(Tag left, Tag right) => left.Value >= right.Value;

    /// <summary>Reads "(0010,0020)", "0010,0020", "00100020" or a keyword such as "PatientID".</summary>
    public static Tag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException($"'{text}' is neither a tag such as (0010,0020) nor a keyword of the dictionary.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(string text, out Tag tag)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).Trim();
        if (digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            tag = new Tag(value);
            return true;
        }
        var entry = Dictionary.Find(text.Trim());
        tag = entry?.Tag ?? default;
        return entry is not null;
    }

    public int CompareTo(Tag other) => Value.CompareTo(other.Value);

    /// <summary>Eight upper-case hexadecimal digits, as in the DICOM JSON model.</summary>
    public string ToHex() => Value.ToString("X8", CultureInfo.InvariantCulture);

    /// <summary>The tag as "(0010,0020)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
}
