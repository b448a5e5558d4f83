using System.Globalization;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Catalog;

/// <summary>The elements of a file as a table: <c>tag</c> (with the path of items), <c>vr</c>, <c>keyword</c>, <c>length</c>, <c>value</c>.</summary>
public static class HeaderTable
{
    private const int LongestValue = 200;

    /// <summary>Reads the header of a file, up to its pixel data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mask">Whether values that identify a person, a place or a device are replaced by <c>‹keyword·xxxx›</c>, equal for equal values.</param>
    /// <param name="isPublic">The file carries no patient: nothing is masked, here or later.</param>
    /// <exception cref="DicomFormatException">The file is not DICOM.</exception>
    public static Table Read(string path, bool mask = true, bool isPublic = false)
    {
        DicomFile file = DicomFile.Read(path, ReadOptions.HeaderOnly with { IsPublic = isPublic });
        return Of(file, mask);
    }

    /// <summary>The elements of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mask">Whether the values of elements that identify (<see cref="Element.Identified"/>) are replaced.</param>
    public static Table Of(DicomFile file, bool mask = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of([file.Meta, file.DataSet], mask);
    }

    /// <summary>The elements of a data set.</summary>
    /// <inheritdoc cref="Of(DicomFile, bool)"/>
    public static Table Of(DataSet dataSet, bool mask = true)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        return Of([dataSet], mask);
    }

    /// <summary>The value of an element as a header shows it, masked where it identifies.</summary>
    /// <param name="dataSet">Where the element stands, for its character set.</param>
    /// <param name="element">The element.</param>
    /// <param name="mask">Whether it is masked where it identifies.</param>
    public static string ValueOf(DataSet dataSet, Element element, bool mask)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(element);
        string value = ValueOf(dataSet, element);
        return mask && value.Length > 0 && element.Identified ? Mask(KeywordOf(element.Tag), value) : value.Length > LongestValue ? value[..LongestValue] + "…" : value;
    }

    /// <summary>The keyword of a tag, <c>private</c>, or nothing.</summary>
    public static string KeywordOf(Tag tag) => Dictionary.Find(tag)?.Keyword ?? (tag.IsPrivate ? "private" : "");

    private static Table Of(ReadOnlySpan<DataSet> parts, bool mask)
    {
        TableBuilder rows = new(
            new Field("tag", DataType.String), new Field("vr", DataType.String), new Field("keyword", DataType.String), new Field("length", DataType.Int64), new Field("value", DataType.String));
        foreach (DataSet part in parts)
        {
            Add(rows, part, "", mask);
        }

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
            if (row.Get<string?>("value") is { Length: > 0 } && (keyword == "private" || (Dictionary.Find(keyword) is { } entry && IdentifyingAttributes.Identifies(entry.Tag))) && !keywords.Contains(keyword))
            {
                keywords.Add(keyword);
            }
        }

        return keywords;
    }

    private static void Add(TableBuilder rows, DataSet dataSet, string path, bool mask)
    {
        foreach (Element element in dataSet)
        {
            string tag = path + element.Tag;
            string keyword = KeywordOf(element.Tag);
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

            rows.Append(tag, vr, keyword, (long)element.Length, ValueOf(dataSet, element, mask));
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
