using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>Pixel data that is not compressed (PS3.5 section 8.1.1 and annex D): 1, 8, 16 and 32 bit, both byte orders, by pixel or by plane.</summary>
public sealed class NativeCodec : IFrameCodec
{
    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } =
    [
        TransferSyntaxUid.ImplicitLittleEndian, TransferSyntaxUid.ExplicitLittleEndian, TransferSyntaxUid.DeflatedExplicitLittleEndian, TransferSyntaxUid.ExplicitBigEndian,
    ];

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <summary>The bytes that one frame takes in the pixel data element; one-bit frames that share a byte are counted by <see cref="FrameBits"/>.</summary>
    public static long FrameBytes(PixelDescription description) => (FrameBits(description) + 7) / 8;

    /// <summary>The bits that one frame takes in the pixel data element: frames of one-bit samples follow each other without padding.</summary>
    public static long FrameBits(PixelDescription description) => IsHalfChrominance(description)
        ? description.PixelCount * 2 * description.BitsAllocated
        : description.SampleCount * description.BitsAllocated;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default) =>
        DecodeFrame(frame, 0, description);

    /// <summary>One of the frames that lie one after the other in <paramref name="pixelData"/>; <paramref name="index"/> counts from 0.</summary>
    public static DecodedFrame DecodeFrame(ReadOnlySpan<byte> pixelData, int index, PixelDescription description)
    {
        description.Validate();
        var bits = FrameBits(description);
        var end = (((index + 1) * bits) + 7) / 8;
        if (pixelData.Length < end)
        {
            throw PixelDataException.TooShort($"Frame {index + 1}", end, pixelData.Length);
        }

        if (description.BitsAllocated == 1)
        {
            return DecodeBits(pixelData, index * bits, description);
        }

        var isBigEndian = description.TransferSyntax == TransferSyntaxUid.ExplicitBigEndian;
        var start = (int)(index * bits / 8);
        return isBigEndian && description is { IsOtherWord: true, BitsAllocated: 8 }
            ? Unpack(SwapPairs(pixelData, start, (int)end - start), description, bigEndian: false)
            : Unpack(pixelData[start..(int)end], description, isBigEndian);
    }

    /// <summary>One frame of one-bit samples that begins <paramref name="firstBit"/> bits into <paramref name="data"/>; the lowest bit of a byte comes first.</summary>
    public static DecodedFrame DecodeBits(ReadOnlySpan<byte> data, long firstBit, PixelDescription description)
    {
        var count = (int)description.SampleCount;
        if (((firstBit + count + 7) / 8) > data.Length)
        {
            throw PixelDataException.TooShort("The frame", (firstBit + count + 7) / 8, data.Length);
        }

        var samples = GC.AllocateUninitializedArray<byte>(count);
        for (var i = 0; i < count; i++)
        {
            var bit = firstBit + i;
            samples[i] = (byte)((data[(int)(bit >> 3)] >> (int)(bit & 7)) & 1);
        }

        return new DecodedFrame(description.Rows, description.Columns, description.SamplesPerPixel, SampleType.UInt8, description.Photometric, samples);
    }

    /// <summary>Whole-byte samples in the layout of the data set, to samples by pixel without unused bits.</summary>
    internal static DecodedFrame Unpack(ReadOnlySpan<byte> frame, PixelDescription description, bool bigEndian)
    {
        var type = description.SampleType;
        var photometric = description.Photometric;
        byte[] samples;
        if (IsHalfChrominance(description))
        {
            samples = ExpandChrominance(frame, description);
            photometric = photometric == PhotometricInterpretation.YbrFull422 ? PhotometricInterpretation.YbrFull : photometric;
        }
        else
        {
            samples = description is { SamplesPerPixel: > 1, PlanarConfiguration: 1 }
                ? Interleave(frame, description.SamplesPerPixel, type.Size())
                : frame.ToArray();
        }

        if (bigEndian)
        {
            SwapBytes(samples, type.Size());
        }

        UnusedBits.Clear(samples, description);
        return new DecodedFrame(description.Rows, description.Columns, description.SamplesPerPixel, type, photometric, samples);
    }

    /// <summary>Planes one after the other, to pixels.</summary>
    internal static byte[] Interleave(ReadOnlySpan<byte> planes, int samplesPerPixel, int size)
    {
        var pixels = planes.Length / samplesPerPixel / size;
        var result = GC.AllocateUninitializedArray<byte>(planes.Length);
        for (var plane = 0; plane < samplesPerPixel; plane++)
        {
            var source = planes.Slice(plane * pixels * size, pixels * size);
            var target = plane * size;
            var step = samplesPerPixel * size;
            for (var at = 0; at < source.Length; at += size, target += step)
            {
                for (var b = 0; b < size; b++)
                {
                    result[target + b] = source[at + b];
                }
            }
        }

        return result;
    }

    private static bool IsHalfChrominance(PixelDescription description) => description is
    {
        SamplesPerPixel: 3,
        Photometric: PhotometricInterpretation.YbrFull422 or PhotometricInterpretation.YbrPartial422,
    };

    /// <summary>Y1 Y2 Cb Cr for two pixels, to Y Cb Cr for each (PS3.3 C.7.6.3.1.2).</summary>
    private static byte[] ExpandChrominance(ReadOnlySpan<byte> frame, PixelDescription description)
    {
        var size = description.SampleType.Size();
        if (description.Columns % 2 != 0)
        {
            throw new PixelDataException($"The pixel data cannot be read: {description.Photometric.Term()} with an odd number of columns ({description.Columns}).");
        }

        var result = GC.AllocateUninitializedArray<byte>((int)description.SampleCount * size);
        var target = 0;
        for (var at = 0; at < frame.Length; at += 4 * size)
        {
            for (var pixel = 0; pixel < 2; pixel++)
            {
                frame.Slice(at + (pixel * size), size).CopyTo(result.AsSpan(target));
                frame.Slice(at + (2 * size), 2 * size).CopyTo(result.AsSpan(target + size));
                target += 3 * size;
            }
        }

        return result;
    }

    /// <summary>Bytes that were written as 16 bit words of the other byte order (PS3.5 section 8.1.1 and annex D).</summary>
    private static byte[] SwapPairs(ReadOnlySpan<byte> data, int start, int length)
    {
        var result = new byte[length];
        for (var i = 0; i < length; i++)
        {
            var at = (start + i) ^ 1;
            result[i] = at < data.Length ? data[at] : throw PixelDataException.TooShort("The last 16 bit word", at + 1, data.Length);
        }

        return result;
    }

    private static void SwapBytes(Span<byte> samples, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(samples);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var words = MemoryMarshal.Cast<byte, uint>(samples);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(samples);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }
}
