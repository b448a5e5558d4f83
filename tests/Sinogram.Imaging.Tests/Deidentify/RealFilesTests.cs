using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Tests.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Deidentify;

public sealed class RealFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void Real_files_are_proved_or_refused_and_few_are_refused()
    {
        var deidentifier = new Deidentifier(DeidentificationKey.Create());
        var (done, refused) = (0, 0);
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in HeaderDump.Table("golden/headers.tsv.gz"))
        {
            try
            {
                var file = DicomFile.Read(SharedFolder.Path("data/" + row["file"]));
                if (file.Defect is not null || !file.DataSet.Contains(Tags.SOPInstanceUID))
                {
                    continue;
                }
                deidentifier.Deidentify(file);
                done++;
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
        Assert.True(done > 480);
        Assert.True(refused <= 5);
    }
}
