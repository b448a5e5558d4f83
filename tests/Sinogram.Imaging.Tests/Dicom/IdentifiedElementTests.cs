using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>Elements know whether they identify, wherever they go.</summary>
public sealed class IdentifiedElementTests
{
    private static readonly Tag OtherPatientIDsSequence = new(0x0010, 0x1002);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_read_is_flagged_by_its_tag_unless_its_source_is_public(bool isPublic)
    {
        var set = Read(isPublic);
        Assert.Equal(!isPublic, set.IsIdentified);
        Assert.Equal(!isPublic, set[Tags.PatientName]!.Identified);
        Assert.Equal(!isPublic, set[OtherPatientIDsSequence]!.Items![0][Tags.PatientID]!.Identified);
        Assert.Equal(!isPublic, set.GetPersonName(Tags.PatientName)!.Identified);
        Assert.False(set[Tags.Modality]!.Identified);
        Assert.False(set[Tags.StudyDate]!.Identified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_flag_goes_with_an_element_into_another_data_set(bool isPublic)
    {
        var other = new DataSet();
        foreach (var element in Read(isPublic).Where(e => e.Tag.Group == 0x0010))
        {
            other.Set(element);
        }

        Assert.Equal(!isPublic, other.IsIdentified);
        Assert.Equal(!isPublic, other.GetPersonName(Tags.PatientName)!.Identified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Items_of_a_sequence_that_was_stored_as_unknown_are_flagged_too(bool isPublic)
    {
        // One item of implicit little endian with (0010,0020) in it.
        byte[] items = [0xFE, 0xFF, 0x00, 0xE0, 12, 0, 0, 0, 0x10, 0x00, 0x20, 0x00, 4, 0, 0, 0, .. "Q-77"u8];
        var set = new DataSet();
        set.Set(new Element(Tags.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray()));
        set.Set(new Element(OtherPatientIDsSequence, VR.UN, items));
        var read = DicomFile.Read(new DicomFile(set, TransferSyntax.ExplicitLittleEndian).ToArray(), ReadOptions.Default with { IsPublic = isPublic }).DataSet;
        Assert.Equal(!isPublic, Assert.Single(read.GetItems(OtherPatientIDsSequence))[Tags.PatientID]!.Identified);
    }

    [Fact]
    public void No_text_of_an_element_or_a_data_set_holds_a_value_and_names_compare_without_their_flag()
    {
        var set = Read(isPublic: false);
        Assert.Equal("(0010,0010) PN of 6 bytes", set[Tags.PatientName]!.ToString());
        Assert.DoesNotContain("Ng", set.ToString(), StringComparison.Ordinal);
        Assert.Equal(PersonName.Parse("Ng^Li"), set.GetPersonName(Tags.PatientName));
        Assert.Equal(PersonName.Parse("Ng^Li").GetHashCode(), set.GetPersonName(Tags.PatientName)!.GetHashCode());
    }

    private static DataSet Read(bool isPublic)
    {
        var item = new DataSet();
        item.Set(Tags.PatientID, "Q-77");
        var set = new DataSet();
        set.Set(new Element(Tags.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray()));
        set.Set(Tags.StudyDate, "20240501");
        set.Set(Tags.Modality, "CT");
        set.Set(new Element(Tags.PatientName, VR.PN, Encoding.ASCII.GetBytes("Ng^Li ")));
        set.Set(OtherPatientIDsSequence, [item]);
        return DicomFile.Read(new DicomFile(set, TransferSyntax.ExplicitLittleEndian).ToArray(), ReadOptions.Default with { IsPublic = isPublic }).DataSet;
    }
}
