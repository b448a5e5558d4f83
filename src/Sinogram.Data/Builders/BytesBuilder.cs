using System.Text;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Builders;

/// <summary>Text in UTF-8, or binary.</summary>
internal sealed class BytesBuilder(DataType type, int capacity = 0) : ArrayBuilder(type)
{
    private readonly BufferBuilder<int> _offsets = new(capacity == 0 ? 0 : capacity + 1);
    private readonly BufferBuilder<byte> _bytes = new();

    public void Append(ReadOnlySpan<byte> value)
    {
        _bytes.Append(value);
        Finish();
        Added();
    }

    public void Append(string value)
    {
        // A lone surrogate would not be UTF-8: it becomes U+FFFD, as everywhere in .NET.
        var length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, _bytes.Extend(length));
        Finish();
        Added();
    }

    /// <summary>Adds values whose content the caller writes: end offsets, counted from the bytes written before, and their bytes.</summary>
    public void Extend(int count, int byteCount, ReadOnlySpan<byte> validity, long bitOffset, out Span<int> ends, out int start, out Span<byte> bytes)
    {
        if (_offsets.Count == 0) { _offsets.Append(0); }
        start = _bytes.Count;
        ends = _offsets.Extend(count);
        bytes = _bytes.Extend(byteCount);
        Added(count, validity, bitOffset);
    }

    /// <summary>Takes back bytes that were added last and are of no value.</summary>
    public void TakeBack(int slack) => _bytes.Shrink(slack);

    protected override void AppendPlaceholder() => Finish();

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount)
    {
        if (_offsets.Count == 0) { _offsets.Append(0); }
        return new ArrayData(Type, length, validity, [_offsets.Build(), _bytes.Build()], nullCount: nullCount);
    }

    private void Finish()
    {
        if (_offsets.Count == 0) { _offsets.Append(0); }
        _offsets.Append(_bytes.Count);
    }
}
