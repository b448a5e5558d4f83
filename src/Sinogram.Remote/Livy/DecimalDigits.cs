using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>A decimal number as it is written, with or without an exponent: up to 38 digits, of which <see cref="decimal"/> holds only 28.</summary>
/// <param name="Unscaled">All digits as a whole number.</param>
/// <param name="Scale">How many of them stand after the point; negative for zeros that are not written.</param>
internal readonly record struct DecimalDigits(Int128 Unscaled, int Scale)
{
    /// <exception cref="FormatException">It is no decimal number.</exception>
    /// <exception cref="OverflowException">It has more than 38 digits.</exception>
    public static DecimalDigits Parse(string text)
    {
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text : text[..e];
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        return Math.Abs(scale) <= 400
            ? new DecimalDigits(Int128.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), scale)
            : throw new OverflowException("The exponent is out of range.");
    }

    /// <summary>The number with a given scale, rounded half away from zero where digits are too many.</summary>
    /// <exception cref="OverflowException">It has more than 38 digits then.</exception>
    public Decimal128 At(int scale)
    {
        var unscaled = Unscaled;
        for (var s = Scale; s < scale && unscaled != 0; s++)
        {
            unscaled = checked(unscaled * 10);
        }

        for (var s = Scale; s > scale && unscaled != 0; s--)
        {
            // Only the last division rounds.
            unscaled = s == scale + 1 ? (unscaled + (unscaled < 0 ? -5 : 5)) / 10 : unscaled / 10;
        }

        return new Decimal128(unscaled, scale);
    }
}
