using System.Buffers.Binary;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Codecs;

/// <summary>RLE lossless (PS3.5 annex G): one run-length coded segment for each byte of a sample, the highest byte first.</summary>
public sealed class RleCodec : IFrameCodec
{
    private const int HeaderSize = 64;
    private const int MaxSegments = 15;

    /// <inheritdoc/>
    public string Name => "RLE";

    /// <inheritdoc/>
    public IReadOnlyList<string> TransferSyntaxes { get; } = [TransferSyntaxUid.Rle];

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <inheritdoc/>
    public DecodedFrame Decode(ReadOnlySpan<byte> frame, PixelDescription description, CancellationToken token = default)
    {
        if (frame.Length < HeaderSize)
        {
            throw PixelDataException.TooShort("The RLE header", HeaderSize, frame.Length);
        }

        if (description.BitsAllocated == 1)
        {
            var packed = new byte[NativeCodec.FrameBytes(description)];
            DecodeSegment(Segment(frame, 0, Count(frame, expected: 1)), packed, 0, 1);
            return NativeCodec.DecodeBits(packed, 0, description);
        }

        var size = description.SampleType.Size();
        var step = description.SamplesPerPixel * size;
        var segments = Count(frame, step);
        var samples = GC.AllocateUninitializedArray<byte>((int)description.PixelCount * step);
        for (var segment = 0; segment < segments; segment++)
        {
            token.ThrowIfCancellationRequested();
            var (sample, highFirst) = Math.DivRem(segment, size);
            DecodeSegment(Segment(frame, segment, segments), samples, (sample * size) + (size - 1 - highFirst), step);
        }

        UnusedBits.Clear(samples, description);
        return new DecodedFrame(description.Rows, description.Columns, description.SamplesPerPixel, description.SampleType, description.Photometric, samples);
    }

    private static int Count(ReadOnlySpan<byte> frame, int expected)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        return count == expected && count <= MaxSegments
            ? expected
            : throw new PixelDataException($"The RLE frame has {count} segments; its header describes an image of {expected}.");
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> frame, int index, int count)
    {
        var start = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (index + 1))..]);
        var end = index + 1 < count ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (index + 2))..]) : (uint)frame.Length;
        return start >= HeaderSize && start <= end && end <= frame.Length
            ? frame[(int)start..(int)end]
            : throw new PixelDataException($"Segment {index + 1} of the RLE frame lies at {start}..{end}, outside the frame of {frame.Length} bytes.");
    }

    /// <summary>PackBits: every decoded byte goes to <paramref name="target"/> at <paramref name="first"/>, then each <paramref name="step"/> further.</summary>
    private static void DecodeSegment(ReadOnlySpan<byte> segment, Span<byte> target, int first, int step)
    {
        var at = first;
        var position = 0;
        while (at < target.Length)
        {
            if (position >= segment.Length)
            {
                throw new PixelDataException($"A segment of the RLE frame ends after {(at - first) / step} of {(target.Length - first + step - 1) / step} bytes.");
            }

            int control = segment[position++];
            if (control < 128)
            {
                var length = Math.Min(control + 1, segment.Length - position);
                for (var i = 0; i < length && at < target.Length; i++, at += step)
                {
                    target[at] = segment[position + i];
                }

                position += control + 1;
            }
            else if (control > 128 && position < segment.Length)
            {
                var value = segment[position++];
                for (var i = 257 - control; i > 0 && at < target.Length; i--, at += step)
                {
                    target[at] = value;
                }
            }
        }
    }
}
