using System.Globalization;

namespace Sinogram.Gpu.Devices;

/// <summary>Arrays of one number type as arrays of another, refusing what would change a value beyond rounding to floating point.</summary>
internal static class ArrayConversion
{
    /// <exception cref="GpuException">A value does not fit the type.</exception>
    internal static Array To(Array source, Type element, string what)
    {
        if (source.Rank != 1)
        {
            throw new GpuException($"{what} is a {source.GetType().Name}: use a one-dimensional array of numbers.");
        }
        if (source.GetType().GetElementType() == element)
        {
            return source;
        }
        // What cells hold most, without boxing each number.
        if (element == typeof(float) && source is double[] doubles)
        {
            return Array.ConvertAll(doubles, v => (float)v);
        }
        var target = Array.CreateInstance(element, source.Length);
        var i = 0;
        foreach (var value in source)
        {
            target.SetValue(Convert(value, element, what, i), i);
            i++;
        }
        return target;
    }

    private static object Convert(object? value, Type element, string what, int index)
    {
        try
        {
            if (value is not IConvertible number || value is string or char or DateTime)
            {
                throw new InvalidCastException();
            }
            var isWhole = element != typeof(float) && element != typeof(double);
            if (isWhole && value is float or double && number.ToDouble(CultureInfo.InvariantCulture) is var real && real != Math.Truncate(real))
            {
                throw new OverflowException();
            }
            return number.ToType(element, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException or FormatException)
        {
            throw new GpuException($"Element {index} of {what} cannot be a {ElementType.NameOf(element)}: convert the array first.", e);
        }
    }
}
