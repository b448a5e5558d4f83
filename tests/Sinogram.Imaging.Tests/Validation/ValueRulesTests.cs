using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Validation;

namespace Sinogram.Imaging.Tests.Validation;

/// <summary>Values that PS3.5 table 6.2-1 allows and forbids.</summary>
public sealed class ValueRulesTests
{
    [Theory]
    [InlineData(VR.DA, "20240229")]
    [InlineData(VR.DA, "2024.02.29")]
    [InlineData(VR.TM, "10")]
    [InlineData(VR.TM, "235960")]
    [InlineData(VR.TM, "070907.0705")]
    [InlineData(VR.TM, "10:30:15")]
    [InlineData(VR.DT, "20240131103000.5+0100")]
    [InlineData(VR.DT, "2024")]
    [InlineData(VR.DS, "-1.5E-3")]
    [InlineData(VR.IS, "-2147483648")]
    [InlineData(VR.UI, "1.2.840.10008.0.1")]
    [InlineData(VR.CS, "MONO_CHROME 2")]
    [InlineData(VR.AS, "045Y")]
    [InlineData(VR.PN, "Yamada^Tarou=a^b=c^d")]
    [InlineData(VR.PN, "A^B^C^D^E")]
    public void A_valid_value_passes(VR vr, string value) => Assert.True(ValueRules.IsValid(vr, value));

    [Theory]
    [InlineData(VR.DA, "20230229")]
    [InlineData(VR.DA, "2024013")]
    [InlineData(VR.DA, "20241301")]
    [InlineData(VR.TM, "24")]
    [InlineData(VR.TM, "1060")]
    [InlineData(VR.TM, "103")]
    [InlineData(VR.TM, "10.5")]
    [InlineData(VR.DT, "20241")]
    [InlineData(VR.DS, "1,5")]
    [InlineData(VR.DS, "1.23456789012345678")]
    [InlineData(VR.DS, "NaN")]
    [InlineData(VR.IS, "2147483648")]
    [InlineData(VR.IS, "1.0")]
    [InlineData(VR.UI, "1.02.3")]
    [InlineData(VR.UI, "1..2")]
    [InlineData(VR.UI, "1.2.x")]
    [InlineData(VR.CS, "lower")]
    [InlineData(VR.CS, "LONGER THAN SIXTEEN")]
    [InlineData(VR.AS, "45Y")]
    [InlineData(VR.SH, "longer than sixteen")]
    [InlineData(VR.PN, "a=b=c=d")]
    [InlineData(VR.PN, "A^B^C^D^E^F")]
    public void An_invalid_value_is_found(VR vr, string value) => Assert.False(ValueRules.IsValid(vr, value));
}
