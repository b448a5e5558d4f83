using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>Damages frames and their descriptions.</summary>
internal static class Mutation
{
    // About as many kinds of seed as there are.
    private const int Seeds = 20;

    /// <summary>
    /// Mutants of a seed whose frames have <paramref name="samples"/> samples: a thousand, or the seed's share of SINOGRAM_FUZZ;
    /// fewer of large images, where the time goes into healthy pixels.
    /// </summary>
    public static int Rounds(long samples)
    {
        const int Large = 1 << 14;
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var wanted) ? Math.Max(20, wanted / Seeds) : 1000;
        return samples <= Large ? rounds : (int)Math.Max(20, rounds * Large / samples);
    }

    public static byte[] Of(byte[] original, Random random)
    {
        var mutant = original.ToArray();
        switch (random.Next(5))
        {
            case 0:
                Array.Resize(ref mutant, random.Next(mutant.Length + 1));
                break;
            case 1:
                // In the header, where lengths and tables are.
                Scatter(mutant.AsSpan(0, Math.Min(700, mutant.Length)), random);
                break;
            case 2:
                var from = random.Next(mutant.Length);
                var length = random.Next(Math.Min(64, mutant.Length - from) + 1);
                random.NextBytes(mutant.AsSpan(from, length));
                break;
            case 3:
                var cut = random.Next(mutant.Length);
                var gap = random.Next(Math.Min(32, mutant.Length - cut) + 1);
                mutant = [.. mutant[..cut], .. mutant[(cut + gap)..]];
                break;
            default:
                Scatter(mutant, random);
                break;
        }

        return mutant;
    }

    /// <summary>One time in four a description that does not fit the frame.</summary>
    public static PixelDescription Of(PixelDescription description, Random random) => random.Next(24) switch
    {
        0 => description with { Rows = random.Next(1, 600) },
        1 => description with { Columns = random.Next(1, 600) },
        2 => description with { SamplesPerPixel = random.Next(1, 5) },
        3 => description with { BitsAllocated = 8 << random.Next(3), BitsStored = 8, HighBit = 7 },
        4 => description with { IsSigned = !description.IsSigned, PlanarConfiguration = random.Next(2) },
        5 => description with { BitsAllocated = 1, BitsStored = 1, HighBit = 0 },
        _ => description,
    };

    private static void Scatter(Span<byte> bytes, Random random)
    {
        for (var i = random.Next(1, 9); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        }
    }
}
