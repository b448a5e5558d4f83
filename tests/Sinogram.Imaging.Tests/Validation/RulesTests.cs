using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Validation;

namespace Sinogram.Imaging.Tests.Validation;

public sealed class RulesTests
{
    [Fact]
    public void A_valid_image_has_no_finding() => Assert.Empty(Validator.Validate(Image(_ => { })));

    [Fact]
    public void No_SOP_Instance_UID_quarantines() => AssertFinding(ValidationRules.NoSopInstanceUid, ValidationSeverity.Quarantine, d => d.Remove(Tags.SOPInstanceUID));

    [Fact]
    public void Pixel_data_that_is_too_short_quarantines() =>
        AssertFinding(ValidationRules.PixelDataTooShort, ValidationSeverity.Quarantine, d => d.Set(Tags.PixelData, VR.OW, new byte[6]));

    [Fact]
    public void Pixel_data_that_is_too_long_is_remarked() =>
        AssertFinding(ValidationRules.PixelDataTooLong, ValidationSeverity.Warning, d => d.Set(Tags.PixelData, VR.OW, new byte[12]));

    [Fact]
    public void A_missing_type_1_attribute_is_remarked() => AssertFinding(ValidationRules.MissingAttribute, ValidationSeverity.Warning, d => d.Remove(Tags.Modality));

    [Fact]
    public void An_empty_type_1_attribute_is_remarked() => AssertFinding(ValidationRules.EmptyAttribute, ValidationSeverity.Warning, d => d.Set(Tags.Modality, ""));

    [Fact]
    public void An_invalid_value_is_remarked_without_being_shown()
    {
        var finding = AssertFinding(ValidationRules.InvalidValue, ValidationSeverity.Warning, d => d.Set(Tags.PatientBirthDate, "31.01.1970"));
        Assert.DoesNotContain("1970", finding.Message, StringComparison.Ordinal);
        Assert.Equal("00100030", finding.Path);
    }

    [Fact]
    public void A_file_cut_in_its_pixel_data_is_found_from_the_header_alone()
    {
        var bytes = Image(d => d.Set(Tags.PixelData, VR.OW, new byte[8])).ToArray();
        var header = DicomFile.Read(new MemoryStream(bytes, 0, bytes.Length - 2), ReadOptions.HeaderOnly);
        Assert.Contains(Validator.Validate(header), f => f is { Rule: "truncated", Severity: ValidationSeverity.Quarantine });
    }

    private static ValidationFinding AssertFinding(string rule, ValidationSeverity severity, Action<DataSet> change)
    {
        var finding = Assert.Single(Validator.Validate(Image(change)), f => f.Rule == rule);
        Assert.Equal(severity, finding.Severity);
        return finding;
    }

    /// <summary>A secondary capture of 2 x 2 pixels, the simplest kind.</summary>
    private static DicomFile Image(Action<DataSet> change)
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataSet.Set(Tags.SOPInstanceUID, "1.2.3");
        dataSet.Set(Tags.StudyInstanceUID, "1.2.4");
        dataSet.Set(Tags.SeriesInstanceUID, "1.2.5");
        dataSet.Set(Tags.Modality, "OT");
        dataSet.Set(Tags.ConversionType, "WSD");
        dataSet.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        foreach (var (tag, value) in ((Tag, byte)[])[(Tags.Rows, 2), (Tags.Columns, 2), (Tags.SamplesPerPixel, 1), (Tags.BitsAllocated, 16), (Tags.BitsStored, 16), (Tags.HighBit, 15), (Tags.PixelRepresentation, 0)])
        {
            dataSet.Set(tag, VR.US, new byte[] { value, 0 });
        }
        dataSet.Set(Tags.PixelData, VR.OW, new byte[8]);
        change(dataSet);
        return DicomFile.Read(new DicomFile(dataSet, TransferSyntax.ExplicitLittleEndian).ToArray());
    }
}
