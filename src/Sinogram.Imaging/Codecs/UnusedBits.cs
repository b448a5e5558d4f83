using System.Runtime.InteropServices;

namespace Sinogram.Imaging.Codecs;

/// <summary>Bits of a sample's cell that are not part of the sample: overlays of old files, or whatever the writer left there.</summary>
internal static class UnusedBits
{
    /// <summary>Gives every sample its value: bits above High Bit become zeros or copies of the sign.</summary>
    internal static void Clear(Span<byte> samples, PixelDescription description)
    {
        var unused = description.BitsAllocated - description.HighBit - 1;
        if (unused <= 0 || description.IsFloat)
        {
            return;
        }

        switch (description.SampleType)
        {
            case SampleType.UInt8: Mask(samples, (byte)(0xFF >> unused)); break;
            case SampleType.UInt16: Mask(MemoryMarshal.Cast<byte, ushort>(samples), (ushort)(0xFFFF >> unused)); break;
            case SampleType.UInt32: Mask(MemoryMarshal.Cast<byte, uint>(samples), uint.MaxValue >> unused); break;
            case SampleType.Int8: Extend(MemoryMarshal.Cast<byte, sbyte>(samples), unused); break;
            case SampleType.Int16: Extend(MemoryMarshal.Cast<byte, short>(samples), unused); break;
            default: Extend(MemoryMarshal.Cast<byte, int>(samples), unused); break;
        }
    }

    private static void Mask<T>(Span<T> samples, T mask)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        foreach (ref var sample in samples)
        {
            sample &= mask;
        }
    }

    private static void Extend<T>(Span<T> samples, int unused)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        foreach (ref var sample in samples)
        {
            sample = (sample << unused) >> unused;
        }
    }
}
