using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>Every element of every real file against the dump of another parser (tag, stored VR, length, bytes).</summary>
public sealed class HeaderDumpTests(ITestOutputHelper output)
{
    /// <summary>Files whose dump differs, and why that is right.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["dicom/fo-dicom/GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm"] = "the other parser and dcmdump fail, so there is no value to compare with",
        ["dicom/pydicom/no_meta.dcm"] = "begins inside an element; the other parser makes one senseless element of it, ours says that it is not DICOM",
    };

    /// <summary>The other parser loses a data set of 130 elements; the hash is that of the second, independent one.</summary>
    private const string TooShort = "c16a9dc9bbdac7759f523650695b6549a48d0463abfe6b64f6eaf1fd5db511e1";

    [Fact]
    public void Every_element_of_every_real_file_agrees_with_an_independent_parser()
    {
        var rows = HeaderDump.Table("golden/headers.tsv.gz");
        var equal = 0;
        var different = new List<string>();
        foreach (var row in rows)
        {
            var name = row["file"];
            string found;
            try
            {
                var file = DicomFile.Read(SharedFolder.Path("data/" + name));
                found = HeaderDump.Hash(HeaderDump.Of(file)) == Expected(row) ? "" : $"{file.DataSet.Count} elements, {file.Defect?.Reason.ToString() ?? "no defect"} ({row["read"]})";
            }
            catch (DicomFormatException exception)
            {
                found = $"{exception.Defect.Reason} ({row["read"]})";
            }
            if (found.Length == 0)
            {
                equal++;
            }
            else
            {
                different.Add($"{name}: {found}");
            }
        }
        output.WriteLine($"{equal} of {rows.Count} agree");
        different.ForEach(output.WriteLine);
        Assert.True(equal >= 541, $"only {equal} agree");
        Assert.DoesNotContain(different, d => !Known.ContainsKey(d[..d.IndexOf(':', StringComparison.Ordinal)]));
    }

    private static string Expected(Dictionary<string, string> row) =>
        row["file"].EndsWith("emri_small_jpeg_2k_lossless_too_short.dcm", StringComparison.Ordinal) ? TooShort : row["dump_sha256"];
}
