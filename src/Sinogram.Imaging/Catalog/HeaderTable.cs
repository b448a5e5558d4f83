using System.Globalization;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Catalog;

/// <summary>The elements of a file as a table: <c>tag</c> (with the path of items), <c>vr</c>, <c>keyword</c>, <c>length</c>, <c>value</c>.</summary>
public static class HeaderTable
{
    private const int LongestValue = 200;

    // Names of applications and of the network, which tell the institution: (0002,0016) to (0002,0028), (0002,0100), (0002,0102).
    private static readonly HashSet<uint> MaskedMeta = [0x00020016, 0x00020017, 0x00020018, 0x00020026, 0x00020027, 0x00020028, 0x00020100, 0x00020102];

    /// <summary>Reads the header of a file, up to its pixel data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mask">Whether values that identify a person, a place or a device are replaced by <c>‹keyword·xxxx›</c>, equal for equal values.</param>
    /// <param name="isPublic">The file carries no patient: nothing is masked, here or later.</param>
    /// <exception cref="DicomFormatException">The file is not DICOM.</exception>
    public static Table Read(string path, bool mask = true, bool isPublic = false)
    {
        DicomFile file = DicomFile.Read(path, ReadOptions.HeaderOnly with { IsPublic = isPublic });
        return Of(file, mask && !isPublic && !TrustedSources.Contains(path));
    }

    /// <summary>The elements of a file.</summary>
    public static Table Of(DicomFile file, bool mask = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        TableBuilder rows = new(
            new Field("tag", DataType.String), new Field("vr", DataType.String), new Field("keyword", DataType.String), new Field("length", DataType.Int64), new Field("value", DataType.String));
        Add(rows, file.Meta, "", mask);
        Add(rows, file.DataSet, "", mask);
        return rows.Build();
    }

    /// <summary>The keywords of a header's rows that hold identifying values.</summary>
    public static IReadOnlyList<string> MaskedKeywords(Table header)
    {
        ArgumentNullException.ThrowIfNull(header);
        List<string> keywords = [];
        foreach (Row row in header.Rows)
        {
            string keyword = row.Get<string>("keyword");
            if (row.Get<string?>("value") is { Length: > 0 } && (keyword == "private" || (Dictionary.Find(keyword) is { } entry && IsMasked(entry.Tag))) && !keywords.Contains(keyword))
            {
                keywords.Add(keyword);
            }
        }

        return keywords;
    }

    /// <summary>Whether the value of an attribute is masked in a header.</summary>
    internal static bool IsMasked(Tag tag) => (IdentifyingAttributes.Contains(tag) || MaskedMeta.Contains(tag.Value)) && !tag.IsPrivateCreator;

    private static void Add(TableBuilder rows, DataSet dataSet, string path, bool mask)
    {
        foreach (Element element in dataSet)
        {
            string tag = path + element.Tag;
            string keyword = Dictionary.Find(element.Tag)?.Keyword ?? (element.Tag.IsPrivate ? "private" : "");
            string vr = element.VR == VR.None ? "" : element.VR.ToString();
            if (element.Items is { } items)
            {
                rows.Append(tag, vr, keyword, null, string.Create(CultureInfo.InvariantCulture, $"{items.Count} items"));
                for (int i = 0; i < items.Count; i++)
                {
                    Add(rows, items[i], string.Create(CultureInfo.InvariantCulture, $"{tag}[{i}]."), mask);
                }

                continue;
            }

            string value = ValueOf(dataSet, element);
            bool masked = mask && value.Length > 0 && IsMasked(element.Tag);
            rows.Append(tag, vr, keyword, (long)element.Length, masked ? Mask(keyword, value) : value.Length > LongestValue ? value[..LongestValue] + "…" : value);
        }
    }

    private static string ValueOf(DataSet dataSet, Element element)
    {
        if (element.Fragments is { } fragments)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{fragments.Count} fragments");
        }

        return element.VR switch
        {
            _ when element.Length == 0 => "",
            VR.FL or VR.FD => string.Join('\\', (dataSet.GetDoubles(element.Tag) ?? []).Take(64).Select(v => v.ToString(CultureInfo.InvariantCulture))),
            VR.US or VR.SS or VR.UL or VR.SL or VR.SV or VR.UV => string.Join('\\', (dataSet.GetIntegers(element.Tag) ?? []).Take(64)),
            VR.AT => string.Join('\\', (dataSet.GetIntegers(element.Tag) ?? []).Take(64).Select(v => new Tag((uint)v).ToString())),
            var vr when vr.IsText() => dataSet.GetString(element.Tag) ?? "",
            _ => string.Create(CultureInfo.InvariantCulture, $"{element.Length} bytes"),
        };
    }

    private static string Mask(string keyword, string value) => IdentifyingValues.OfProcess.Mask(keyword.Length > 0 ? keyword : "unknown", value);
}
