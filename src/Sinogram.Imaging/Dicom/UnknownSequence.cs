namespace Sinogram.Imaging.Dicom;

/// <summary>Opens sequences that were stored as UN with a known length: their items are implicit little endian (PS3.5 section 6.2.2).</summary>
internal static class UnknownSequence
{
    /// <summary>Whether an element is one by the dictionary.</summary>
    public static bool Is(Element element) => element.VR == VR.UN && Dictionary.Find(element.Tag)?.VR == VR.SQ;

    /// <summary>The items of any sequence; null where the element is none or its bytes are no items.</summary>
    public static IReadOnlyList<DataSet>? ItemsOf(Element element, DataSet parent)
    {
        if (element.Items is not null || !Is(element))
        {
            return element.Items;
        }
        if (parent.Depth > 2 * ReadOptions.Default.MaxDepth)
        {
            return null;
        }
        try
        {
            return new DataSetReader(new ByteSource(element.Value), ReadOptions.Default with { IsPublic = element.IsOfPublicSource }).ReadUnknownItems(parent, element.Length);
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }
}
