using System.Buffers.Binary;

namespace Sinogram.Imaging.Dicom;

/// <summary>The pixel data of a file as bytes, frame by frame: native, or fragments of compressed frames (PS3.5 annex A.4).</summary>
public sealed class PixelData
{
    private readonly DataSet _dataSet;
    private readonly Element _element;
    private List<(int First, int Count)>? _frames;

    private PixelData(DataSet dataSet, Element element, TransferSyntax transferSyntax)
    {
        (_dataSet, _element, TransferSyntax) = (dataSet, element, transferSyntax);
        FrameCount = Math.Max(1, dataSet.GetInt32(Tags.NumberOfFrames) ?? 1);
    }

    /// <summary>Pixel Data (7FE0,0010), Float Pixel Data (7FE0,0008) or Double Float Pixel Data (7FE0,0009).</summary>
    public Tag Tag => _element.Tag;

    public TransferSyntax TransferSyntax { get; }

    /// <summary>Number of Frames (0028,0008); 1 where it is missing or no number.</summary>
    public int FrameCount { get; }

    /// <summary>Whether the frames are compressed and lie in fragments.</summary>
    public bool IsEncapsulated => _element.Fragments is not null;

    /// <summary>The compressed fragments without the offset table; none in native pixel data.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments => _element.Fragments is { Count: > 0 } all ? all.Skip(1).ToArray() : [];

    /// <summary>The bytes of native pixel data as stored; empty where it is encapsulated.</summary>
    public ReadOnlyMemory<byte> Bytes => _element.Value;

    /// <summary>Whether native bytes are words in big endian.</summary>
    public bool IsBigEndian => _element.IsBigEndian;

    /// <summary>The representation of the pixel data, OB or OW (OF and OD for floats).</summary>
    public VR VR => _element.VR;

    /// <summary>The bits of one native frame by the Image Pixel module (half the chrominance in YBR_FULL_422).</summary>
    public long FrameBits => BitsOfFrame(_dataSet, Tag);

    /// <summary>The pieces of one frame, to be joined: one piece of native bytes, or the frame's fragments.</summary>
    /// <remarks>Of one-bit native frames, which need not begin at a byte, the piece begins with the byte of the frame's first bit: see <see cref="FirstBit"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame by Number of Frames.</exception>
    /// <exception cref="DicomFormatException">The pixel data is too short for it, or its fragments cannot be told apart.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> GetFrame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FrameCount);
        if (_element.Fragments is { } fragments)
        {
            _frames ??= FrameMap.Build(_dataSet, fragments, FrameCount);
            if (index >= _frames.Count || _frames[index].Count == 0)
            {
                throw DicomFormatException.At(DefectReason.Truncated, _element.Offset, Tag, $"Frame {index + 1} of {FrameCount} has no fragment.");
            }
            var (first, count) = _frames[index];
            var pieces = new ReadOnlyMemory<byte>[count];
            for (var i = 0; i < count; i++)
            {
                pieces[i] = fragments[first + i];
            }
            return pieces;
        }
        // Hostile sizes overflow 64 bits.
        var start = (Int128)FrameBits * index / 8;
        var end = (((Int128)FrameBits * (index + 1L)) + 7) / 8;
        return end <= _element.Length
            ? [_element.Value[(int)start..(int)end]]
            : throw DicomFormatException.At(DefectReason.Truncated, _element.Offset, Tag, $"Frame {index + 1} of {FrameCount} lies beyond the pixel data.");
    }

    /// <summary>The bit, 0 to 7, of the piece's first byte at which a native frame begins.</summary>
    public int FirstBit(int index) => (int)((Int128)FrameBits * index % 8);

    internal static long BitsOfFrame(DataSet dataSet, Tag tag)
    {
        long rows = dataSet.GetInt32(Tags.Rows) ?? 0;
        long columns = dataSet.GetInt32(Tags.Columns) ?? 0;
        long allocated = dataSet.GetInt32(Tags.BitsAllocated) ?? (tag.Element == 8 ? 32 : tag.Element == 9 ? 64 : 8);
        long samples = dataSet.GetInt32(Tags.SamplesPerPixel) ?? 1;
        var half = samples == 3 && dataSet.GetString(Tags.PhotometricInterpretation) is "YBR_FULL_422" or "YBR_PARTIAL_422";
        return (long)Int128.Clamp((Int128)rows * columns * (half ? 2 : samples) * allocated, 0, 1L << 60);
    }

    internal static PixelData? Of(DicomFile file)
    {
        var element = file.DataSet.Find(Tags.PixelData) ?? file.DataSet.Find(Tags.FloatPixelData) ?? file.DataSet.Find(Tags.DoubleFloatPixelData);
        return element is null ? null : new PixelData(file.DataSet, element, file.TransferSyntax);
    }

    /// <summary>Which fragments make which frame: by the extended or basic offset table, one each, or by the marks where a codestream begins.</summary>
    private static class FrameMap
    {
        public static List<(int First, int Count)> Build(DataSet dataSet, IReadOnlyList<ReadOnlyMemory<byte>> items, int frames)
        {
            var count = items.Count - 1;
            if (count <= 0)
            {
                return [];
            }
            if (frames == 1)
            {
                return [(1, count)];
            }
            if (count == frames)
            {
                return Enumerable.Range(1, count).Select(i => (i, 1)).ToList();
            }
            return ByOffsets(items, ExtendedOffsets(dataSet) ?? BasicOffsets(items[0].Span), frames) ?? ByMarks(items);
        }

        private static long[]? ExtendedOffsets(DataSet dataSet) =>
            dataSet.Find(Tags.ExtendedOffsetTable) is { Length: >= 8 } table ? Read(table.ToLittleEndian().Span, 8) : null;

        private static long[]? BasicOffsets(ReadOnlySpan<byte> table) => table.Length >= 4 ? Read(table, 4) : null;

        private static long[] Read(ReadOnlySpan<byte> bytes, int size)
        {
            var offsets = new long[bytes.Length / size];
            for (var i = 0; i < offsets.Length; i++)
            {
                var part = bytes.Slice(i * size, size);
                offsets[i] = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(part) : BinaryPrimitives.ReadUInt32LittleEndian(part);
            }
            return offsets;
        }

        private static List<(int First, int Count)>? ByOffsets(IReadOnlyList<ReadOnlyMemory<byte>> items, long[]? offsets, int frames)
        {
            if (offsets is null || offsets.Length != frames)
            {
                return null;
            }
            var starts = new Dictionary<long, int>(items.Count);
            long position = 0;
            for (var i = 1; i < items.Count; i++)
            {
                starts[position] = i;
                position += 8 + items[i].Length;
            }
            var map = new List<(int, int)>(frames);
            for (var i = 0; i < frames; i++)
            {
                if (!starts.TryGetValue(offsets[i], out var first))
                {
                    return null;
                }
                var next = items.Count;
                if (i + 1 < frames && (!starts.TryGetValue(offsets[i + 1], out next) || next <= first))
                {
                    return null;
                }
                map.Add((first, next - first));
            }
            return map;
        }

        private static List<(int First, int Count)> ByMarks(IReadOnlyList<ReadOnlyMemory<byte>> items)
        {
            var map = new List<(int, int)>();
            var first = 1;
            for (var i = 2; i <= items.Count; i++)
            {
                if (i == items.Count || BeginsCodestream(items[i].Span))
                {
                    map.Add((first, i - first));
                    first = i;
                }
            }
            return map;
        }

        /// <summary>JPEG and JPEG-LS start with FFD8 FF, JPEG 2000 with FF4F FF51, a JP2 file with its signature box.</summary>
        private static bool BeginsCodestream(ReadOnlySpan<byte> bytes) =>
            bytes is [0xFF, 0xD8, 0xFF, ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] or [0, 0, 0, 0x0C, 0x6A, 0x50, ..];
    }
}
