using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Tests.Requests;

public sealed class CodePointsTests
{
    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("a😀b", 99, 4)]
    [InlineData("", 5, 0)]
    [InlineData("\ud83dx", 1, 1)]
    public void A_position_in_code_points_is_an_offset_in_UTF_16(string text, int position, int offset)
    {
        Assert.Equal(offset, CodePoints.ToOffset(text, position));
        Assert.Equal(Math.Min(position, text.EnumerateRunes().Count()), CodePoints.FromOffset(text, offset));
    }
}
