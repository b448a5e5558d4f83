using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Collects the buffers of columns for a message body: slices are cut to their own rows, bits and offsets begin at zero.</summary>
internal sealed unsafe class IpcBody(ArrowCompression compression)
{
    private readonly List<long> _nodes = [];
    private readonly List<long> _places = [];
    private readonly List<ArrowBuffer> _buffers = [];

    public long Length { get; private set; }
    public IReadOnlyList<ArrowBuffer> Buffers => _buffers;
    public long[] NodeWords => [.. _nodes];
    public long[] BufferWords => [.. _places];

    public void Add(ArrayData data)
    {
        _nodes.Add(data.Length);
        _nodes.Add(data.NullCount);
        if (data.Type.Id == TypeId.Null) { return; }
        Place(data.NullCount == 0 ? ArrowBuffer.Empty : Bits(data.Validity!, data));
        switch (data.Type)
        {
            case { Id: TypeId.Bool }:
                Place(Bits(data.Buffers[0], data));
                break;
            case { Id: TypeId.String or TypeId.Binary }:
                Place(Offsets(data, out var start, out var count));
                Place(View(data.Buffers[1], start, count));
                break;
            case ListType or MapType:
                Place(Offsets(data, out var first, out var elements));
                Add(data.Children[0].Slice(first, elements));
                break;
            case StructType:
                foreach (var child in data.Children) { Add(child.Slice(data.Offset, data.Length)); }
                break;
            case TimeType { Unit: TimeUnit.Second or TimeUnit.Millisecond } time:
                var factor = time.Unit == TimeUnit.Second ? 1_000_000 : 1000;
                Place(ArrowBuffer.CopyOf<long>(data.ToArray<long>().Select(v => v * factor).ToArray()));
                break;
            default:
                Place(View(data.Buffers[0], (long)data.Offset * data.Type.ByteWidth, (long)data.Length * data.Type.ByteWidth));
                break;
        }
    }

    /// <summary>Compresses what was added, if it is to be, and gives every buffer its place.</summary>
    public void Finish()
    {
        if (compression != ArrowCompression.None)
        {
            var compressed = new ArrowBuffer[_buffers.Count];
            Threads.For(compressed.Length, i => compressed[i] = IpcCompression.Compress(_buffers[i], compression));
            _buffers.Clear();
            _buffers.AddRange(compressed);
        }
        foreach (var buffer in _buffers)
        {
            _places.Add(Length);
            _places.Add(buffer.Length);
            Length += IpcFormat.Padded(buffer.Length);
        }
    }

    private void Place(ArrowBuffer buffer) => _buffers.Add(buffer);

    private static ArrowBuffer View(ArrowBuffer buffer, long start, long length) => start == 0 && length == buffer.Length
        ? buffer
        : ArrowBuffer.Foreign(buffer, buffer.Address + start, length);

    private static ArrowBuffer Bits(ArrowBuffer bits, ArrayData data)
    {
        var bytes = Bitmap.ByteCount(data.Length);
        if ((data.Offset & 7) == 0 && (data.Length & 7) == 0) { return View(bits, data.Offset >> 3, bytes); }
        var copy = ArrowBuffer.Allocate(bytes, zeroed: true);
        Bitmap.Copy(bits.Read<byte>(), data.Offset, copy.Span<byte>(), 0, data.Length);
        return copy;
    }

    private static ArrowBuffer Offsets(ArrayData data, out int start, out int count)
    {
        var own = data.Offsets;
        start = own[0];
        count = own[^1] - start;
        if (start == 0 && data.Length > 0) { return View(data.Buffers[0], (long)data.Offset * 4, (data.Length + 1L) * 4); }
        var rebased = ArrowBuffer.Allocate(own.Length * 4L);
        var target = rebased.Span<int>();
        for (var i = 0; i < own.Length; i++) { target[i] = own[i] - start; }
        return rebased;
    }
}
