using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Tests.Dicom;
using Sinogram.Imaging.Validation;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Deidentify;

public sealed class RealFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void Real_files_are_all_proved_and_keep_what_their_kind_must_have()
    {
        var deidentifier = new Deidentifier(DeidentificationKey.Create());
        var (done, refused) = (0, 0);
        var spoilt = new List<string>();
        foreach (var row in HeaderDump.Table("golden/headers.tsv.gz"))
        {
            try
            {
                var file = DicomFile.Read(SharedFolder.Path("data/" + row["file"]));
                if (file.Defect is not null || !file.DataSet.Contains(Tags.SOPInstanceUID))
                {
                    continue;
                }
                var result = deidentifier.Deidentify(file);
                done++;
                spoilt.AddRange(Lacking(result.File).Except(Lacking(file)).Select(tag => $"{row["file"]}: {tag}"));
            }
            catch (DeidentificationException exception)
            {
                refused++;
                output.WriteLine($"{row["file"]}: {exception.Message}");
            }
            catch (DicomFormatException)
            {
                // Not one of those that can be de-identified.
            }
        }
        output.WriteLine($"{done} done, {refused} refused");
        Assert.True(done > 520);
        Assert.Equal(0, refused);
        // A dummy before empty before removal: what an object must have by its definition (PS3.3) is still there.
        Assert.True(spoilt.Count == 0, string.Join('\n', spoilt));
    }

    private static IEnumerable<string> Lacking(DicomFile file) =>
        Validator.Validate(file).Where(f => f.Rule is ValidationRules.MissingAttribute or ValidationRules.EmptyAttribute).Select(f => $"{f.Rule} {f.Path}");
}
