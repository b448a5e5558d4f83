using Sinogram.CSharp.Packages;

namespace Sinogram.CSharp.Tests.Packages;

public sealed class PackageRequestTests
{
    /// <summary>The order of semver.org's section 11, and NuGet's fourth number.</summary>
    [Fact]
    public void Versions_have_the_order_of_semantic_versioning()
    {
        string[] ascending = ["0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.0.1", "1.2", "1.10.0", "2.0"];
        for (var i = 0; i < ascending.Length; i++)
        {
            for (var k = 0; k < ascending.Length; k++)
            {
                Assert.Equal(Math.Sign(i.CompareTo(k)), Math.Sign(PackageVersion.Compare(ascending[i], ascending[k])));
            }
        }

        Assert.Equal(0, PackageVersion.Compare("1.0", "1.0.0.0+build"));
    }

    [Theory]
    [InlineData("X", "1.5.0", true)]
    [InlineData("X, 1.5", "1.5.0", true)]
    [InlineData("X, 1.5", "1.5.1", false)]
    [InlineData("X, 1.*", "1.5.0", true)]
    [InlineData("X, 2.*", "1.5.0", false)]
    [InlineData("X, [1.0,2.0)", "1.5.0", true)]
    [InlineData("X, [1.0,2.0)", "2.0.0", false)]
    [InlineData("X, (1.5,]", "1.5.0", false)]
    [InlineData("X, [1.5]", "1.5.0", true)]
    public void A_request_allows_the_versions_that_it_names(string text, string version, bool allowed) =>
        Assert.Equal(allowed, PackageRequest.Parse(text, "cell 1").Allows(version));
}
