using Sinogram.Imaging.Catalog;

namespace Sinogram.Imaging.Tests.Catalog;

public sealed class CatalogPartitionTests
{
    [Theory]
    [InlineData("CT", "2004-01-19", "m=CT/y=2004")]
    [InlineData(null, null, "m=none/y=none")]
    [InlineData(" ", "0800-01-01", "m=none/y=0800")]
    [InlineData("../../etc", null, "m=______etc/y=none")]
    [InlineData("a=b\\c", null, "m=a_b_c/y=none")]
    [InlineData("MR ", null, "m=MR/y=none")]
    public void The_folder_comes_from_modality_and_year_and_leads_nowhere_else(string? modality, string? date, string expected) =>
        Assert.Equal(expected, CatalogPartition.Of(modality, date is null ? null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)).Folder);
}
