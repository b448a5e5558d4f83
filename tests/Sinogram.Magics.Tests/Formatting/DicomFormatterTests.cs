using System.Text;
using Sinogram.Core.Display;
using Sinogram.Imaging.Dicom;
using Sinogram.Magics.Formatting;

namespace Sinogram.Magics.Tests.Formatting;

/// <summary>DICOM files, data sets, elements and names as cells show them. The names are too short for the text filter: the flag alone masks them.</summary>
public sealed class DicomFormatterTests
{
    private readonly Formatters _formatters = new(new TableFormatter(), new DicomFormatter());

    [Fact]
    public void What_was_read_from_an_identified_source_is_masked_whole()
    {
        var file = Read(isPublic: false);
        foreach (var value in (object[])[file, file.DataSet, file.DataSet[Tags.PatientName]!, file.DataSet.GetPersonName(Tags.PatientName)!])
        {
            var bundle = _formatters.Format(value);
            Assert.All(bundle.Data.Values, content => Assert.DoesNotContain("Yo^Wu", content.Text, StringComparison.Ordinal));
            Assert.Contains("Name·", bundle[Mime.Plain], StringComparison.Ordinal);
        }

        Assert.Contains("(0008,0060) CS Modality CT", _formatters.Format(file.DataSet[Tags.Modality]!)[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("MR^scan", _formatters.Format(file.DataSet)[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_as_public_is_shown()
    {
        var file = Read(isPublic: true);
        foreach (var value in (object[])[file, file.DataSet, file.DataSet[Tags.PatientName]!])
        {
            Assert.Contains("Yo^Wu", _formatters.Format(value)[Mime.Plain], StringComparison.Ordinal);
        }

        Assert.DoesNotContain("‹", _formatters.Format(file.DataSet.GetPersonName(Tags.PatientName))[Mime.Plain], StringComparison.Ordinal);
    }

    private static DicomFile Read(bool isPublic)
    {
        var set = new DataSet();
        set.Set(new Element(Tags.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray()));
        set.Set(Tags.Modality, "CT");
        set.Set(Tags.StudyDescription, "MR^scan");
        set.Set(new Element(Tags.PatientName, VR.PN, Encoding.ASCII.GetBytes("Yo^Wu ")));
        return DicomFile.Read(new DicomFile(set, TransferSyntax.ExplicitLittleEndian).ToArray(), ReadOptions.Default with { IsPublic = isPublic });
    }
}
