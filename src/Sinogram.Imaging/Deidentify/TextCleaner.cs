using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Takes removed values out of the text of attributes that the table keeps, where a technician typed them in once more.</summary>
internal static class TextCleaner
{
    public static void Clean(DataSet dataSet, OriginalValues originals)
    {
        foreach (var (owner, element) in dataSet.Descendants().ToArray())
        {
            if (!IsSearched(element))
            {
                continue;
            }
            var text = element.GetText(owner.CharacterSet);
            if (!originals.IsIn(text))
            {
                continue;
            }
            var longest = element.VR switch
            {
                VR.SH or VR.AE => 16,
                VR.LO or VR.PN => 64,
                _ => int.MaxValue,
            };
            var cleaned = originals.Clean(text);
            if (element.VR is VR.DA or VR.DT || cleaned.Split('\\').Any(v => v.Length > longest) || !owner.CharacterSet.TryEncode(cleaned, out var bytes))
            {
                owner.Set(DummyValues.For(element));
            }
            else
            {
                owner.Set(element.Tag, element.VR, bytes.AsMemory());
            }
        }
    }

    /// <summary>Whether an element's text is free enough to hold what was removed elsewhere: no code strings, numbers or times.</summary>
    internal static bool IsSearched(Element element) =>
        element.Length > 0 && element.VR is VR.LO or VR.LT or VR.PN or VR.SH or VR.ST or VR.UC or VR.UT or VR.UR or VR.AE or VR.DA or VR.DT or VR.UN;
}
