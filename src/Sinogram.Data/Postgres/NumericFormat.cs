using System.Buffers.Binary;
using System.Numerics;

namespace Sinogram.Data.Postgres;

/// <summary>PostgreSQL's numeric in its binary form: digits of base 10,000 with a weight, a sign and the shown decimal places.</summary>
internal static class NumericFormat
{
    private const int Base = 10_000;
    private const ushort Negative = 0x4000;
    private const int Head = 8;

    /// <summary>The most bytes that a decimal of 38 digits takes.</summary>
    public const int Largest = Head + (2 * 12);

    /// <returns>False where the value is not a number, infinite, or has more than 38 digits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Int128 unscaled, out int scale)
    {
        (unscaled, scale) = (0, 0);
        if (bytes.Length < Head) { return false; }
        var count = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        scale = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        if (sign is not (0 or Negative) || bytes.Length < Head + (count * 2) || scale > 38) { return false; }
        Int128 value = 0;
        // The power of ten of the last digit group that was taken in.
        var exponent = (weight + 1) * 4;
        for (var i = 0; i < count; i++)
        {
            var digit = BinaryPrimitives.ReadUInt16BigEndian(bytes[(Head + (i * 2))..]);
            exponent -= 4;
            if (exponent >= -scale)
            {
                if (value > Int128.MaxValue / Base - 1) { return false; }
                value = (value * Base) + digit;
                continue;
            }
            // The last group reaches beyond the shown places: only its first digits count.
            var kept = exponent + 4 + scale;
            exponent = -scale;
            if (kept <= 0) { break; }
            for (var n = 0; n < kept; n++)
            {
                if (value > Int128.MaxValue / 10 - 1) { return false; }
                value *= 10;
            }
            value += digit / (int)Decimal128.PowerOfTen(4 - kept);
            break;
        }
        for (; exponent > -scale && value != 0; exponent--)
        {
            if (value > Int128.MaxValue / 10 - 1) { return false; }
            value *= 10;
        }
        if (value >= Decimal128.PowerOfTen(38)) { return false; }
        unscaled = sign == Negative ? -value : value;
        return true;
    }

    /// <returns>The bytes written.</returns>
    public static int Write(Int128 unscaled, int scale, Span<byte> to)
    {
        var magnitude = unscaled < 0 ? (UInt128)(-(unscaled + 1)) + 1 : (UInt128)unscaled;
        var power = (UInt128)Decimal128.PowerOfTen(scale);
        var (whole, part) = UInt128.DivRem(magnitude, power);
        Span<ushort> digits = stackalloc ushort[24];
        // Whole groups, last first, then turned round.
        var count = 0;
        for (; whole != 0; whole /= Base) { digits[count++] = (ushort)(whole % Base); }
        digits[..count].Reverse();
        var weight = count - 1;
        if (part != 0)
        {
            var groups = (scale + 3) / 4;
            // Up to 41 digits, more than 128 bits hold.
            var padded = (BigInteger)part * BigInteger.Pow(10, (groups * 4) - scale);
            for (var i = groups - 1; i >= 0; i--)
            {
                padded = BigInteger.DivRem(padded, Base, out var digit);
                digits[count + i] = (ushort)digit;
            }
            count += groups;
        }
        while (count > 0 && digits[count - 1] == 0) { count--; }
        var first = 0;
        while (first < count && digits[first] == 0) { first++; weight--; }
        digits = digits[first..count];
        if (digits.IsEmpty) { weight = 0; }
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)digits.Length);
        BinaryPrimitives.WriteInt16BigEndian(to[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], unscaled < 0 ? Negative : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(to[6..], (ushort)scale);
        for (var i = 0; i < digits.Length; i++) { BinaryPrimitives.WriteUInt16BigEndian(to[(Head + (i * 2))..], digits[i]); }
        return Head + (digits.Length * 2);
    }
}
