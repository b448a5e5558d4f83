using System.Globalization;
using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Values that tell nothing and are valid for their representation (PS3.15 table E.1-1a, action D).</summary>
internal static class DummyValues
{
    public const string Text = "REMOVED";
    public const string CodingScheme = "99SINOGRAM";
    public const string Date = "19000101";
    public const string Time = "000000";
    public const string DateTime = "19000101000000";
    public const string Name = "REMOVED";

    /// <summary>Words that a data set may hold in place of a value and that therefore tell nothing when they are found again.</summary>
    public static readonly HashSet<string> Meaningless = new(StringComparer.OrdinalIgnoreCase)
    {
        Text, Date, Time, DateTime, "19000101000000.000000", "000000.000000", "000000.000", "UNKNOWN", "NONE", "ANONYMOUS", "ANONYMIZED", "ANONYMISED", "DEIDENTIFIED",
    };

    /// <summary>A dummy for a value of this representation, with as many values as numbers had.</summary>
    public static Element For(Element original)
    {
        var vr = original.VR == VR.UN && Dictionary.Find(original.Tag) is { VR: not VR.UN } entry ? entry.VR : original.VR;
        if (vr.IsText())
        {
            return OfText(original.Tag, vr, TextFor(vr));
        }
        var size = Math.Max(2, vr.ValueSize());
        // Numbers keep their count, which the multiplicity may fix; bytes do not.
        var length = vr is VR.OB or VR.OW or VR.OD or VR.OF or VR.OL or VR.OV or VR.UN ? size : Math.Max(size, original.Length / size * size);
        return new Element(original.Tag, vr, new byte[length]);
    }

    /// <summary>Whether an element holds such a value.</summary>
    public static bool Is(Element element)
    {
        if (element.IsEmpty)
        {
            return true;
        }
        return element.VR.IsText()
            ? element.GetText(CharacterSet.Default) == TextFor(element.VR)
            : !element.Value.Span.ContainsAnyExcept((byte)0);
    }

    public static Element OfText(Tag tag, VR vr, string text)
    {
        var bytes = new byte[(text.Length + 1) & ~1];
        Encoding.ASCII.GetBytes(text, bytes);
        if ((text.Length & 1) != 0)
        {
            bytes[^1] = vr.Padding();
        }
        return new Element(tag, vr, bytes);
    }

    private static string TextFor(VR vr) => vr switch
    {
        VR.DA => Date,
        VR.TM => Time,
        VR.DT => DateTime,
        VR.AS => "000Y",
        VR.DS or VR.IS => 0.ToString(CultureInfo.InvariantCulture),
        VR.PN => Name,
        VR.UR => "urn:removed",
        _ => Text,
    };
}
