using Sinogram.Imaging.Rendering;

namespace Sinogram.Imaging.Tests.Rendering;

public sealed class IdentifyingPixelsTests
{
    [Theory]
    [InlineData("", "1.2.840.10008.5.1.4.1.1.6.1", null)]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.3.1", "NO")]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.12.1.1", null)]
    [InlineData(" ", "1.2.840.10008.5.1.4.1.1.77.1.1.1", null)]
    [InlineData("US", null, null)]
    [InlineData("ES ", null, "NO")]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.7", null)]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.7.4", null)]
    [InlineData("MR", "1.2.840.10008.5.1.4.1.1.4", "YES")]
    public void Pixels_that_may_show_text_are_suspected_until_cleaned(string? modality, string? sopClass, string? burnedIn)
    {
        Assert.True(IdentifyingPixels.Suspected(modality, sopClass, burnedIn, isCleaned: false));
        Assert.False(IdentifyingPixels.Suspected(modality, sopClass, burnedIn, isCleaned: true));
    }

    [Theory]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.12.2", null)]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.2", null)]
    [InlineData("MR", "1.2.840.10008.5.1.4.1.1.77.1.2", "NO")]
    [InlineData(null, null, null)]
    public void Ordinary_slices_are_not(string? modality, string? sopClass, string? burnedIn) =>
        Assert.False(IdentifyingPixels.Suspected(modality, sopClass, burnedIn, isCleaned: false));
}
