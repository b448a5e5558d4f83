using Sinogram.Data.Buffers;
using Sinogram.Data.Builders;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Lists of values.</summary>
internal sealed class ListSink(ListType type, VectorSink element) : VectorSink(type)
{
    private readonly ListBuilder _builder = new(type, element.Builder);
    public override ArrayBuilder Builder => _builder;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        var entries = Data<DuckDb.ListEntry>(vector, start, count);
        var child = DuckDb.ListChild(vector);
        for (var i = 0; i < count; i++)
        {
            if (!validity.IsEmpty && !Bitmap.Get(validity, start + i))
            {
                _builder.AppendNull();
                continue;
            }
            element.Append(child, checked((int)entries[i].Offset), checked((int)entries[i].Length));
            _builder.Close();
        }
    }
}

/// <summary>Arrays of a fixed length, kept as lists.</summary>
internal sealed class ArraySink(ListType type, VectorSink element, int size) : VectorSink(type)
{
    private readonly ListBuilder _builder = new(type, element.Builder);
    public override ArrayBuilder Builder => _builder;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        var child = DuckDb.ArrayChild(vector);
        for (var i = start; i < start + count; i++)
        {
            if (!validity.IsEmpty && !Bitmap.Get(validity, i))
            {
                _builder.AppendNull();
                continue;
            }
            element.Append(child, checked(i * size), size);
            _builder.Close();
        }
    }
}

internal sealed class StructSink(StructType type, VectorSink[] fields) : VectorSink(type)
{
    private readonly StructBuilder _builder = new(type, [.. fields.Select(f => f.Builder)]);
    public override ArrayBuilder Builder => _builder;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        for (var i = 0; i < fields.Length; i++) { fields[i].Append(DuckDb.StructChild(vector, (ulong)i), start, count); }
        _builder.Close(count, validity, start);
    }
}

internal sealed class MapSink(MapType type, VectorSink key, VectorSink value) : VectorSink(type)
{
    private readonly MapBuilder _builder = new(type, new StructBuilder(type.Entries, [key.Builder, value.Builder]));
    public override ArrayBuilder Builder => _builder;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        var entries = Data<DuckDb.ListEntry>(vector, start, count);
        var child = DuckDb.ListChild(vector);
        var (keys, values) = (DuckDb.StructChild(child, 0), DuckDb.StructChild(child, 1));
        for (var i = 0; i < count; i++)
        {
            if (!validity.IsEmpty && !Bitmap.Get(validity, start + i))
            {
                _builder.AppendNull();
                continue;
            }
            var (first, length) = (checked((int)entries[i].Offset), checked((int)entries[i].Length));
            key.Append(keys, first, length);
            value.Append(values, first, length);
            _builder.Entries.Close(length, default, 0);
            _builder.Close();
        }
    }
}
