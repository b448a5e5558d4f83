using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Builders;

/// <summary>Values that are runs of elements, kept as the offsets between them: append a run's elements, then close it.</summary>
internal abstract class RunBuilder(DataType type, ArrayBuilder elements) : ArrayBuilder(type)
{
    private readonly BufferBuilder<int> _offsets = new();

    /// <summary>Ends the run whose elements were appended since the last one.</summary>
    public void Close()
    {
        AppendPlaceholder();
        Added();
    }

    protected override void AppendPlaceholder()
    {
        Begin();
        _offsets.Append(elements.Length);
    }

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount)
    {
        Begin();
        return new ArrayData(Type, length, validity, [_offsets.Build()], [elements.Build()], nullCount: nullCount);
    }

    private void Begin()
    {
        if (_offsets.Count == 0) { _offsets.Append(0); }
    }
}

/// <summary>Lists: append the elements to <see cref="Elements"/>, then close the list.</summary>
internal sealed class ListBuilder(ListType type, ArrayBuilder elements) : RunBuilder(type, elements)
{
    public ArrayBuilder Elements { get; } = elements;
}

/// <summary>Structs: append one value to every field, then close the row.</summary>
internal sealed class StructBuilder(StructType type, ArrayBuilder[] fields) : ArrayBuilder(type)
{
    public StructBuilder(StructType type) : this(type, [.. type.Children.Select(f => Create(f.Type))]) { }

    public ArrayBuilder[] Fields { get; } = fields;

    public void Close() => Added();

    /// <summary>Ends rows whose fields were appended for all of them, also for missing ones.</summary>
    public void Close(int count, ReadOnlySpan<byte> validity, long bitOffset) => Added(count, validity, bitOffset);

    protected override void AppendPlaceholder()
    {
        foreach (var field in Fields) { field.AppendNull(); }
    }

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount) =>
        new(Type, length, validity, [], [.. Fields.Select(f => f.Build())], nullCount: nullCount);
}

/// <summary>Maps: append keys and values, closing each entry, then close the map.</summary>
internal sealed class MapBuilder(MapType type, StructBuilder entries) : RunBuilder(type, entries)
{
    public MapBuilder(MapType type) : this(type, new StructBuilder(type.Entries)) { }

    public StructBuilder Entries { get; } = entries;
    public ArrayBuilder Keys => Entries.Fields[0];
    public ArrayBuilder Values => Entries.Fields[1];
}

/// <summary>Dictionaries: each distinct value is kept once, or the distinct values are given from the start (a factor's levels, an enum).</summary>
internal sealed class DictionaryBuilder(DictionaryType type) : ArrayBuilder(type)
{
    private readonly ArrayBuilder _indices = Create(type.Index);
    private readonly Dictionary<object, int> _seen = [];
    private readonly ArrayBuilder _values = Create(type.Value);
    private ArrayData? _fixed;

    /// <summary>Takes the distinct values as they are; only indices are appended from then on.</summary>
    public void Use(ArrayData distinct) => _fixed = distinct;

    /// <summary>The builder of the indices, for appending many; count them with <see cref="Close"/>.</summary>
    public ArrayBuilder Indices => _indices;

    public void Close(int count, ReadOnlySpan<byte> validity, long bitOffset) => Added(count, validity, bitOffset);

    public void AppendIndex(int index)
    {
        switch (_indices)
        {
            case FixedBuilder<sbyte> b: b.Append(checked((sbyte)index)); break;
            case FixedBuilder<byte> b: b.Append(checked((byte)index)); break;
            case FixedBuilder<short> b: b.Append(checked((short)index)); break;
            case FixedBuilder<ushort> b: b.Append(checked((ushort)index)); break;
            case FixedBuilder<int> b: b.Append(index); break;
            case FixedBuilder<uint> b: b.Append((uint)index); break;
            case FixedBuilder<long> b: b.Append(index); break;
            default: ((FixedBuilder<ulong>)_indices).Append((ulong)index); break;
        }
        Added();
    }

    public void Append(object value)
    {
        if (_fixed is not null) { throw new InvalidOperationException("The distinct values were given: append indices."); }
        if (!_seen.TryGetValue(value, out var index))
        {
            index = _seen[value] = _values.Length;
            ObjectWriter.Append(_values, value);
        }
        AppendIndex(index);
    }

    protected override void AppendPlaceholder() => _indices.AppendNull();

    protected override ArrayData Build(int length, ArrowBuffer? validity, int nullCount)
    {
        var indices = _indices.Build();
        var distinct = _fixed ?? _values.Build();
        _seen.Clear();
        return new ArrayData(Type, length, validity, indices.Buffers, dictionary: distinct, nullCount: nullCount);
    }
}
