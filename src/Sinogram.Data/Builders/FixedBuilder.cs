using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Builders;

/// <summary>Values of fixed width.</summary>
internal sealed class FixedBuilder<T>(DataType type, int capacity = 0) : ArrayBuilder(type) where T : unmanaged
{
    private readonly BufferBuilder<T> _values = new(capacity);

    public void Append(T value)
    {
        _values.Append(value);
        Added();
    }

    public void Append(ReadOnlySpan<T> values)
    {
        _values.Append(values);
        Added(values.Length);
    }

    public void Append(ReadOnlySpan<T> values, ReadOnlySpan<byte> validity, long bitOffset)
    {
        _values.Append(values);
        Added(values.Length, validity, bitOffset);
    }

    /// <summary>Adds values whose content the caller writes; an empty validity means all are there.</summary>
    public Span<T> Extend(int count, ReadOnlySpan<byte> validity, long bitOffset)
    {
        var target = _values.Extend(count);
        Added(count, validity, bitOffset);
        return target;
    }

    protected override void AppendPlaceholder() => _values.Append(default(T));

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount) => new(Type, length, validity, [_values.Build()], nullCount: nullCount);
}

/// <summary>Booleans, one bit each.</summary>
internal sealed class BoolBuilder() : ArrayBuilder(DataType.Bool)
{
    private readonly BitBuilder _values = new();

    public void Append(bool value)
    {
        _values.Append(value);
        Added();
    }

    public void AppendBytes(ReadOnlySpan<byte> values, ReadOnlySpan<byte> validity, long bitOffset)
    {
        _values.AppendBytes(values);
        Added(values.Length, validity, bitOffset);
    }

    protected override void AppendPlaceholder() => _values.Append(false);

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount) => new(Type, length, validity, [_values.Build()], nullCount: nullCount);
}

/// <summary>Nothing but nulls.</summary>
internal sealed class NullBuilder() : ArrayBuilder(DataType.Null)
{
    protected override void AppendPlaceholder() { }

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount) => new(Type, length, null, []);
}
