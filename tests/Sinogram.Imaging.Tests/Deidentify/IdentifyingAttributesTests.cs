using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Tests.Deidentify;

public sealed class IdentifyingAttributesTests
{
    [Theory]
    [InlineData("PatientName")]
    [InlineData("PatientID")]
    [InlineData("PatientBirthDate")]
    [InlineData("AccessionNumber")]
    [InlineData("OperatorsName")]
    [InlineData("ReferringPhysicianName")]
    [InlineData("InstitutionName")]
    [InlineData("PatientAddress")]
    [InlineData("PatientTelephoneNumbers")]
    [InlineData("DeviceSerialNumber")]
    [InlineData("StationName")]
    public void Names_identifiers_and_places_are_masked(string keyword) => Assert.True(IdentifyingAttributes.Contains(Tag.Parse(keyword)));

    [Theory]
    [InlineData("StudyInstanceUID")]
    [InlineData("StudyDate")]
    [InlineData("PatientSex")]
    [InlineData("PatientAge")]
    [InlineData("StudyDescription")]
    [InlineData("SeriesDescription")]
    [InlineData("Modality")]
    [InlineData("Manufacturer")]
    [InlineData("PixelSpacing")]
    public void What_describes_the_study_is_shown(string keyword) => Assert.False(IdentifyingAttributes.Contains(Tag.Parse(keyword)));

    [Fact]
    public void Private_and_unknown_attributes_and_all_person_names_are_masked()
    {
        Assert.True(IdentifyingAttributes.Contains(new Tag(0x00091001)));
        Assert.True(IdentifyingAttributes.Contains(new Tag(0x00080FFE)));
        Assert.All(Dictionary.Entries.Where(e => e.VR == VR.PN), e => Assert.True(IdentifyingAttributes.Contains(e.Tag)));
    }
}
