using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sinogram.Data.Buffers;

namespace Sinogram.R.Host;

/// <summary>
/// R's missing values as validity bits. R marks NA in a double as the NaN whose low word is 1954 (<c>arithmetic.c</c>), in an integer and a logical as the smallest integer.
/// </summary>
internal static unsafe class RBits
{
    private const ulong NotANumber = 0x7FF0_0000_0000_0000;
    private const ulong Low = 0xFFFF_FFFF;
    private const ulong MissingWord = 1954;

    internal static readonly ulong MissingBits = NotANumber | MissingWord;
    internal static readonly ulong PlainNaN = 0x7FF8_0000_0000_0000;

    internal static long ByteCount(long bits) => (bits + 7) / 8;

    internal static bool IsMissing(ulong bits) => (bits & (NotANumber | Low)) == MissingBits;

    /// <summary>Bits that are set where <paramref name="isThere"/> holds.</summary>
    internal static ArrowBuffer Where(int length, Func<int, bool> isThere)
    {
        var bits = ArrowBuffer.Allocate(ByteCount(length), zeroed: true);
        for (var i = 0; i < length; i++)
        {
            if (isThere(i))
            {
                bits.Address[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return bits;
    }

    /// <summary>Validity of R integers; null when none is NA.</summary>
    internal static ArrowBuffer? OfIntegers(ReadOnlySpan<int> values)
    {
        if (!values.Contains(int.MinValue))
        {
            return null;
        }

        var bits = ArrowBuffer.Allocate(ByteCount(values.Length), zeroed: true);
        for (var i = 0; i < values.Length; i++)
        {
            bits.Address[i >> 3] |= (byte)((values[i] == int.MinValue ? 0 : 1) << (i & 7));
        }

        return bits;
    }

    /// <summary>Validity of R doubles; null when none is NA.</summary>
    internal static ArrowBuffer? OfDoubles(ReadOnlySpan<double> values)
    {
        var words = MemoryMarshal.Cast<double, ulong>(values);
        if (!AnyMissing(words))
        {
            return null;
        }

        var bits = ArrowBuffer.Allocate(ByteCount(words.Length), zeroed: true);
        for (var i = 0; i < words.Length; i++)
        {
            bits.Address[i >> 3] |= (byte)((IsMissing(words[i]) ? 0 : 1) << (i & 7));
        }

        return bits;
    }

    /// <summary>True when an NA is among the values.</summary>
    internal static bool AnyMissing(ReadOnlySpan<ulong> words)
    {
        var mask = Vector256.Create(NotANumber | Low);
        var wanted = Vector256.Create(MissingBits);
        var i = 0;
        for (; i <= words.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)
        {
            if (Vector256.EqualsAny(Vector256.Create(words[i..]) & mask, wanted))
            {
                return true;
            }
        }

        for (; i < words.Length; i++)
        {
            if (IsMissing(words[i]))
            {
                return true;
            }
        }

        return false;
    }
}
