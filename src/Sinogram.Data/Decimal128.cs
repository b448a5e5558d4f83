using System.Globalization;

namespace Sinogram.Data;

/// <summary>An exact decimal of up to 38 digits: <c>Unscaled × 10^-Scale</c>. For values that <see cref="decimal"/> cannot hold.</summary>
public readonly record struct Decimal128(Int128 Unscaled, int Scale) : IFormattable
{
    private static readonly UInt128 LargestDecimal = new(0x0000_0000_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF);

    private UInt128 Magnitude => Unscaled < 0 ? (UInt128)(-(Unscaled + 1)) + 1 : (UInt128)Unscaled;

    /// <summary>True with the value when it fits <see cref="decimal"/> exactly.</summary>
    public bool TryToDecimal(out decimal value)
    {
        var magnitude = Magnitude;
        if (magnitude > LargestDecimal || Scale > 28)
        {
            value = default;
            return false;
        }
        var low = (ulong)magnitude;
        value = new decimal((int)(uint)low, (int)(uint)(low >> 32), (int)(uint)(ulong)(magnitude >> 64), Unscaled < 0, (byte)Scale);
        return true;
    }

    /// <exception cref="OverflowException">More digits than <see cref="decimal"/> has.</exception>
    public decimal ToDecimal() => TryToDecimal(out var value) ? value : throw new OverflowException($"{this} has more digits than System.Decimal holds; read it as Decimal128 or double.");

    /// <summary>The nearest double.</summary>
    public double ToDouble() => Scale == 0 ? (double)Unscaled : double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>The unscaled value of <paramref name="value"/> at <paramref name="scale"/>.</summary>
    /// <exception cref="TableException">It has more decimal places or more digits than the type.</exception>
    public static Int128 Unscale(decimal value, DecimalType type)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var scale = (bits[3] >> 16) & 0xFF;
        for (; scale > type.Scale; scale--)
        {
            (unscaled, var rest) = Int128.DivRem(unscaled, 10);
            if (rest != 0) { throw new TableException($"{value.ToString(CultureInfo.InvariantCulture)} has more decimal places than {type}."); }
        }
        for (; scale < type.Scale && unscaled < PowerOfTen(37); scale++) { unscaled *= 10; }
        if (scale != type.Scale || unscaled >= PowerOfTen(type.Precision))
        {
            throw new TableException($"{value.ToString(CultureInfo.InvariantCulture)} has more digits than {type}.");
        }
        return decimal.IsNegative(value) ? -unscaled : unscaled;
    }

    /// <summary>Ten to the power of 0 to 38.</summary>
    public static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++) { power *= 10; }
        return power;
    }

    public override string ToString()
    {
        if (Scale == 0) { return Unscaled.ToString(CultureInfo.InvariantCulture); }
        var digits = Magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return $"{(Unscaled < 0 ? "-" : "")}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
