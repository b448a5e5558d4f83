using Sinogram.Gpu.Training;

namespace Sinogram.Gpu.Tests.Training;

public sealed class PhiloxTests
{
    /// <summary>The known answers that the authors of the generator publish with it.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Blocks_are_those_of_the_published_test_vectors(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        var block = new uint[4];
        Philox.Block([c0, c1, c2, c3], k0, k1, block);
        Assert.Equal([r0, r1, r2, r3], block);
    }

    [Fact]
    public void Bounded_numbers_stay_within_their_bound_and_reach_all_of_it()
    {
        var random = new Philox(42, 0, 0, Philox.Purpose.Order);
        var seen = new int[7];
        for (var i = 0; i < 7000; i++)
        {
            seen[random.NextBelow(7)]++;
        }
        // Five standard deviations of a fair count.
        Assert.All(seen, count => Assert.InRange(count, 1000 - 147, 1000 + 147));
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        var items = Enumerable.Range(0, 1000).ToArray();
        new Philox(1, 1, 0, Philox.Purpose.Order).Shuffle(items);
        Assert.NotEqual(Enumerable.Range(0, 1000), items);
        Assert.Equal(Enumerable.Range(0, 1000), items.Order());
    }
}
