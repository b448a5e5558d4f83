using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Catalog;

/// <summary>Makes an instance's row of the catalogue. A value that its column cannot hold is null there and gives a finding.</summary>
internal static class CatalogRowBuilder
{
    private const string InvalidValue = "catalog-value";
    private const string SeveralValues = "catalog-multiplicity";

    private static readonly HashSet<uint> InColumns = [.. CatalogSchema.Attributes.Select(a => a.Tag)];
    private static readonly DicomJson.JsonOptions Remainder = new(Includes: tag => !InColumns.Contains(tag.Value));

    /// <summary>The row of a file as it stands in the workspace.</summary>
    /// <param name="file">The file.</param>
    /// <param name="written">What the harvest knows of it.</param>
    /// <param name="findings">Takes what could not be read.</param>
    public static CatalogRow Build(DicomFile file, WrittenFile written, List<ValidationRow> findings)
    {
        DataSet dataSet = file.DataSet;
        string uid = dataSet.GetString(Tags.SOPInstanceUID) ?? "";
        object?[] values = new object?[CatalogSchema.Schema.Count];
        for (int i = 0; i < CatalogSchema.Attributes.Count; i++)
        {
            CatalogColumn column = CatalogSchema.Attributes[i];
            Tag tag = new(column.Tag);
            if (tag.IsFileMeta)
            {
                values[i] = file.TransferSyntax.Uid;
                continue;
            }

            if (dataSet.Find(tag) is not { IsEmpty: false } element)
            {
                continue;
            }

            (values[i], string? problem) = Read(dataSet, tag, column.Type);
            if (problem is not null)
            {
                string message = problem == SeveralValues ? "There is more than one value where the attribute has one." : $"There is no valid {element.VR} value.";
                findings.Add(new ValidationRow(uid, problem, "warning", tag.ToString(), column.Name, message, 1));
            }
        }

        DateOnly? studyDate = (DateOnly?)values[CatalogSchema.IndexOf("StudyDate")];
        int at = CatalogSchema.Attributes.Count;
        values[at++] = AgeYears((string?)values[CatalogSchema.IndexOf("PatientAge")]) ?? AgeYears(dataSet.GetDate(Tags.PatientBirthDate), studyDate);
        values[at++] = written.Path;
        values[at++] = written.Bytes;
        values[at++] = written.Sha256;
        values[at++] = written.HarvestedAt;
        values[at++] = written.Profile;
        values[at] = DicomJson.ToJson(dataSet, Remainder);
        return new CatalogRow(CatalogPartition.Of((string?)values[CatalogSchema.IndexOf("Modality")], studyDate), values);
    }

    /// <summary>AS: <c>nnnD</c>, <c>nnnW</c>, <c>nnnM</c> or <c>nnnY</c> (PS3.5 table 6.2-1), in years; null where it is none of these.</summary>
    internal static double? AgeYears(string? age)
    {
        if (age is not { Length: 4 } || !int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return null;
        }

        return age[3] switch
        {
            'Y' => count,
            'M' => count / 12.0,
            'W' => count * 7 / 365.25,
            'D' => count / 365.25,
            _ => null,
        };
    }

    private static double? AgeYears(DateOnly? birth, DateOnly? study) =>
        birth is { } b && study is { } s && s >= b ? Math.Round((s.DayNumber - b.DayNumber) / 365.25, 2) : null;

    private static (object? Value, string? Problem) Read(DataSet dataSet, Tag tag, CatalogType type)
    {
        switch (type)
        {
            case CatalogType.TextList:
                return dataSet.GetStrings(tag) is { Count: > 0 } texts ? (texts.ToArray(), null) : (null, null);
            case CatalogType.NumberList:
                return dataSet.GetDoubles(tag) is { } numbers ? (numbers, null) : (null, Blank(dataSet, tag) ? null : InvalidValue);
            case CatalogType.Text:
                IReadOnlyList<string> values = dataSet.GetStrings(tag);
                return values.Count switch { 0 => (null, null), 1 => (values[0], null), _ => (null, SeveralValues) };
        }

        if (Blank(dataSet, tag))
        {
            return (null, null);
        }

        object? value = type switch
        {
            CatalogType.Number => dataSet.GetDoubles(tag) is [var number] ? number : null,
            CatalogType.Whole => dataSet.GetIntegers(tag) is [var whole] ? whole : null,
            CatalogType.Date => dataSet.GetDate(tag),
            _ => dataSet.GetTime(tag),
        };
        return (value, value is not null ? null : dataSet.GetStrings(tag).Count > 1 ? SeveralValues : InvalidValue);
    }

    /// <summary>Whether a text element holds padding only, which is an empty value.</summary>
    private static bool Blank(DataSet dataSet, Tag tag) => dataSet.Find(tag) is { } element && element.VR.IsText() && dataSet.GetString(tag) is null;
}

/// <summary>What the harvest knows of a file in the workspace.</summary>
/// <param name="Path">Relative to the workspace; the original's full path where only the catalogue is kept.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of the file in hexadecimal.</param>
/// <param name="HarvestedAt">When, UTC.</param>
/// <param name="Profile">The profile of de-identification.</param>
internal sealed record WrittenFile(string Path, long Bytes, string Sha256, DateTime HarvestedAt, string Profile);
