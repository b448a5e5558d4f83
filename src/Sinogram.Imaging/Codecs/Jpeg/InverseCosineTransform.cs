namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>
/// The inverse 8 x 8 cosine transform in integers, by the factorisation of Loeffler, Ligtenberg and Moschytz
/// ("Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989).
/// </summary>
internal static class InverseCosineTransform
{
    private const int Fraction = 13;

    // The constants of the paper times 2^13: sums of square root 2 times cosines of multiples of pi/16.
    private const int C0298 = 2446;
    private const int C0390 = 3196;
    private const int C0541 = 4433;
    private const int C0765 = 6270;
    private const int C0899 = 7373;
    private const int C1175 = 9633;
    private const int C1501 = 12299;
    private const int C1847 = 15137;
    private const int C1961 = 16069;
    private const int C2053 = 16819;
    private const int C2562 = 20995;
    private const int C3072 = 25172;

    /// <summary>Transforms dequantized coefficients in natural order (destroyed) into 8 lines of samples of <paramref name="precision"/> bits.</summary>
    internal static void Transform(Span<int> block, bool isFlat, Span<ushort> target, int stride, int precision)
    {
        var middle = 1 << (precision - 1);
        var highest = (1 << precision) - 1;
        if (isFlat)
        {
            var value = (ushort)Math.Clamp(((block[0] + 4) >> 3) + middle, 0, highest);
            for (var y = 0; y < 8; y++)
            {
                target.Slice(y * stride, 8).Fill(value);
            }

            return;
        }

        // Bits kept between the passes: fewer for wide samples, so that 32 bits suffice.
        var kept = precision == 8 ? 2 : 1;
        for (var x = 0; x < 8; x++)
        {
            Butterfly(block, x, 8, Fraction - kept);
        }

        for (var y = 0; y < 8; y++)
        {
            Butterfly(block, y * 8, 1, Fraction + kept + 3);
            var line = target.Slice(y * stride, 8);
            for (var x = 0; x < 8; x++)
            {
                line[x] = (ushort)Math.Clamp(block[(y * 8) + x] + middle, 0, highest);
            }
        }
    }

    private static void Butterfly(Span<int> data, int start, int step, int shift)
    {
        var (i0, i1, i2, i3) = (data[start], data[start + step], data[start + (2 * step)], data[start + (3 * step)]);
        var (i4, i5, i6, i7) = (data[start + (4 * step)], data[start + (5 * step)], data[start + (6 * step)], data[start + (7 * step)]);

        var rotation = (i2 + i6) * C0541;
        var even2 = rotation - (i6 * C1847);
        var even3 = rotation + (i2 * C0765);
        var half = 1 << (shift - 1);
        var even0 = ((i0 + i4) << Fraction) + half;
        var even1 = ((i0 - i4) << Fraction) + half;
        var (a0, a3, a1, a2) = (even0 + even3, even0 - even3, even1 + even2, even1 - even2);

        var all = (i7 + i3 + i5 + i1) * C1175;
        var sum73 = all - ((i7 + i3) * C1961);
        var sum51 = all - ((i5 + i1) * C0390);
        var sum71 = (i7 + i1) * C0899;
        var sum53 = (i5 + i3) * C2562;
        var b0 = (i7 * C0298) - sum71 + sum73;
        var b1 = (i5 * C2053) - sum53 + sum51;
        var b2 = (i3 * C3072) - sum53 + sum73;
        var b3 = (i1 * C1501) - sum71 + sum51;

        data[start] = (a0 + b3) >> shift;
        data[start + step] = (a1 + b2) >> shift;
        data[start + (2 * step)] = (a2 + b1) >> shift;
        data[start + (3 * step)] = (a3 + b0) >> shift;
        data[start + (4 * step)] = (a3 - b0) >> shift;
        data[start + (5 * step)] = (a2 - b1) >> shift;
        data[start + (6 * step)] = (a1 - b2) >> shift;
        data[start + (7 * step)] = (a0 - b3) >> shift;
    }
}
