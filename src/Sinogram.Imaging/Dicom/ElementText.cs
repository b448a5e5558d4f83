using System.Text;

namespace Sinogram.Imaging.Dicom;

/// <summary>Text of an element.</summary>
internal static class ElementText
{
    /// <summary>The whole value decoded, without the padding at its ends.</summary>
    public static string GetText(this Element element, CharacterSet characterSet)
    {
        var bytes = element.Value.Span;
        var end = bytes.Length;
        while (end > 0 && bytes[end - 1] is 0 or (byte)' ')
        {
            end--;
        }
        var start = 0;
        if (!element.VR.KeepsLeadingSpaces())
        {
            while (start < end && bytes[start] == (byte)' ')
            {
                start++;
            }
        }
        bytes = bytes[start..end];
        return element.VR.UsesCharacterSet() ? characterSet.Decode(bytes, element.VR == VR.PN) : Encoding.Latin1.GetString(bytes);
    }
}
