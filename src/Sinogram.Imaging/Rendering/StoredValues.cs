using Sinogram.Imaging.Codecs;

namespace Sinogram.Imaging.Rendering;

/// <summary>Walks the stored values of a frame of one sample a pixel.</summary>
internal static class StoredValues
{
    /// <summary>Maps every value; up to 16 bits each possible value is mapped only once.</summary>
    internal static void Map(DecodedFrame frame, Func<double, byte> map, Span<byte> target)
    {
        switch (frame.Type)
        {
            case SampleType.UInt8: ByTable(frame.As<byte>(), map, target, value => value, 0, 8); break;
            case SampleType.Int8: ByTable(frame.As<sbyte>(), map, target, value => value - sbyte.MinValue, sbyte.MinValue, 8); break;
            case SampleType.UInt16: ByTable(frame.As<ushort>(), map, target, value => value, 0, 16); break;
            case SampleType.Int16: ByTable(frame.As<short>(), map, target, value => value - short.MinValue, short.MinValue, 16); break;
            case SampleType.UInt32: Each(frame.As<uint>(), map, target); break;
            case SampleType.Int32: Each(frame.As<int>(), map, target); break;
            case SampleType.Float32: Each(frame.As<float>(), map, target); break;
            default: Each(frame.As<double>(), map, target); break;
        }
    }

    /// <summary>The smallest and largest mapped value; values that are no number do not count.</summary>
    internal static (double Lowest, double Highest) Range(DecodedFrame frame, Func<double, double> map) => frame.Type switch
    {
        SampleType.UInt8 => Range(frame.As<byte>(), map),
        SampleType.Int8 => Range(frame.As<sbyte>(), map),
        SampleType.UInt16 => Range(frame.As<ushort>(), map),
        SampleType.Int16 => Range(frame.As<short>(), map),
        SampleType.UInt32 => Range(frame.As<uint>(), map),
        SampleType.Int32 => Range(frame.As<int>(), map),
        SampleType.Float32 => Range(frame.As<float>(), map),
        _ => Range(frame.As<double>(), map),
    };

    private static void ByTable<T>(ReadOnlySpan<T> values, Func<double, byte> map, Span<byte> target, Func<T, int> index, int first, int bits)
        where T : unmanaged
    {
        var table = new byte[1 << bits];
        var isKnown = new bool[table.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var at = index(values[i]);
            if (!isKnown[at])
            {
                isKnown[at] = true;
                table[at] = map(at + first);
            }

            target[i] = table[at];
        }
    }

    private static void Each<T>(ReadOnlySpan<T> values, Func<double, byte> map, Span<byte> target)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = map(double.CreateTruncating(values[i]));
        }
    }

    private static (double Lowest, double Highest) Range<T>(ReadOnlySpan<T> values, Func<double, double> map)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            var mapped = map(double.CreateTruncating(value));
            lowest = mapped < lowest ? mapped : lowest;
            highest = mapped > highest ? mapped : highest;
        }

        return lowest <= highest ? (lowest, highest) : (0, 0);
    }
}
