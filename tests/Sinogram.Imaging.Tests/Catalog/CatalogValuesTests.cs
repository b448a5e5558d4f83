using System.Globalization;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Imaging.Tests.Harvest;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Catalog;

/// <summary>Every attribute column of every kept instance, against what pydicom reads in the file.</summary>
public sealed class CatalogValuesTests
{
    private const string Script = """
        import json, os, sys, warnings
        import pydicom
        warnings.simplefilter('ignore')
        out = {}
        for folder, _, names in os.walk(sys.argv[1]):
            for name in names:
                path = os.path.join(folder, name)
                ds = pydicom.dcmread(path, force=True)
                row = {'TransferSyntaxUID': [str(ds.file_meta.TransferSyntaxUID)]} if 'TransferSyntaxUID' in getattr(ds, 'file_meta', {}) else {}
                for keyword in sys.argv[2].split(','):
                    if keyword not in ds: continue
                    try:
                        value = ds[keyword].value
                    except Exception:
                        row[keyword] = None
                        continue
                    if value is None or value == '': continue
                    values = list(value) if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]
                    row[keyword] = [str(getattr(v, 'original_string', v)).strip() for v in values]
                out[path] = row
        print(json.dumps(out))
        """;

    [Theory]
    [InlineData("")]
    [InlineData("data/dicom")]
    [InlineData("data/series")]
    public async Task Columns_hold_what_pydicom_reads(string shared)
    {
        string source = shared.Length == 0 ? HarvesterTests.PydicomTestFiles() : SharedFolder.Path(shared);
        using TemporaryFolder folder = new();
        HarvestResult result = await Harvester.RunAsync(
            source, folder["ws"], new HarvestOptions { Key = DeidentificationKey.Create(), Profile = "none" }, null, TestContext.Current.CancellationToken);
        string keywords = string.Join(',', CatalogSchema.Attributes.Select(a => a.Name).Where(n => n != "TransferSyntaxUID"));
        using JsonDocument oracle = JsonDocument.Parse(Oracle.Python(Script, Path.Combine(result.Workspace, "instances"), keywords));
        Table rows = result.Catalog.Instances(TestContext.Current.CancellationToken);

        int compared = 0;
        List<string> differences = [];
        foreach (Row row in rows.Rows)
        {
            JsonElement file = oracle.RootElement.GetProperty(Path.Combine(result.Workspace, row.Get<string>("sinogram_file")));
            foreach (CatalogColumn column in CatalogSchema.Attributes)
            {
                if (column.Name == "TransferSyntaxUID" && !file.TryGetProperty(column.Name, out _))
                {
                    // Files without meta information: the encoding is guessed, and pydicom names none.
                    continue;
                }

                string[]? expected = file.TryGetProperty(column.Name, out JsonElement values) && values.ValueKind == JsonValueKind.Array
                    ? [.. values.EnumerateArray().Select(v => v.GetString()!)]
                    : null;
                string[]? actual = Texts(row[column.Name], column.Type);
                compared++;
                if (!Agree(expected, actual, column.Type))
                {
                    differences.Add($"{column.Name}: {expected?.Length ?? 0} values of pydicom, {actual?.Length ?? 0} of ours, instance {row["SOPInstanceUID"]}");
                }
            }
        }

        Assert.True(compared > 1000);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
    }

    private static bool Agree(string[]? expected, string[]? actual, CatalogType type)
    {
        if (expected is null || expected.All(e => e.Length == 0))
        {
            return actual is null;
        }

        if (actual is null)
        {
            // Null stands for a value that the column cannot hold: pydicom's text must be no value of the type.
            return expected.Length > 1 && type is not (CatalogType.TextList or CatalogType.NumberList) || !IsValid(expected[0], type);
        }

        return expected.Length == actual.Length && expected.Zip(actual).All(p => Same(p.First, p.Second, type));
    }

    private static bool Same(string expected, string actual, CatalogType type) => type switch
    {
        CatalogType.Number or CatalogType.NumberList or CatalogType.Whole =>
            double.Parse(expected, CultureInfo.InvariantCulture).Equals(double.Parse(actual, CultureInfo.InvariantCulture)),
        CatalogType.Date => expected.Replace(".", "", StringComparison.Ordinal) == actual,
        CatalogType.Time => ToMicroseconds(expected.Replace(":", "", StringComparison.Ordinal)) == actual,
        _ => expected == actual,
    };

    private static string ToMicroseconds(string time)
    {
        string[] parts = time.Split('.');
        return parts[0].PadRight(6, '0') + "." + (parts.Length > 1 ? parts[1] : "").PadRight(6, '0');
    }

    private static bool IsValid(string text, CatalogType type) => type switch
    {
        CatalogType.Number or CatalogType.NumberList => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        CatalogType.Whole => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        CatalogType.Date => DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        CatalogType.Time => text.Length >= 2 && text.All(c => char.IsAsciiDigit(c) || c == '.'),
        _ => true,
    };

    private static string[]? Texts(object? value, CatalogType type) => value switch
    {
        null => null,
        DateOnly date => [date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)],
        TimeOnly time => [time.ToString("HHmmss.ffffff", CultureInfo.InvariantCulture)],
        Array array => [.. array.Cast<object>().Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!)],
        _ => [type is CatalogType.Number ? ((double)value).ToString("R", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!],
    };
}
