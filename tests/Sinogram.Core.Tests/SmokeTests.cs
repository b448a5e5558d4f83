namespace Sinogram.Core.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_core_loads() => Assert.NotNull(typeof(SmokeTests).Assembly);
}
