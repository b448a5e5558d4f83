using System.Collections.Immutable;
using System.Text.Json;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Workers.Tables;

/// <summary>
/// Columns in a block of shared memory, in Arrow's layout: written with one copy, read with none or one. The columns need not be of one length.
/// </summary>
public static unsafe class SharedColumns
{
    /// <summary>Puts columns into a block; <c>Layout</c> says where they are and goes in the message's body.</summary>
    public static (byte[] Layout, SharedBlock Block) Write(IReadOnlyList<Column> columns)
    {
        var plan = new BlockPlan();
        var arrays = columns.Select(column => plan.Add(column.Data)).ToArray();
        var layout = new TableLayout([.. columns.Select(column => FieldLayout.Of(column.Field))], arrays);
        return (JsonSerializer.SerializeToUtf8Bytes(layout, TableLayoutJson.Default.TableLayout), plan.Fill());
    }

    /// <summary>Reads columns out of a received block into memory of their own; the block can be disposed afterwards.</summary>
    /// <exception cref="WorkerProtocolException">The layout is damaged.</exception>
    /// <exception cref="TableException">The data are damaged.</exception>
    public static ImmutableArray<Column> Read(ReadOnlySpan<byte> layout, SharedBlock block)
    {
        var columns = Read(layout, block, copy: true);
        GC.KeepAlive(block);
        return columns;
    }

    /// <summary>
    /// Reads columns that lie in the block itself, without copying. For code that ends before the block is disposed: a span of a column's values
    /// does not keep the block's memory.
    /// </summary>
    /// <exception cref="WorkerProtocolException">The layout is damaged.</exception>
    /// <exception cref="TableException">The data are damaged.</exception>
    public static ImmutableArray<Column> View(ReadOnlySpan<byte> layout, SharedBlock block) => Read(layout, block, copy: false);

    private static ImmutableArray<Column> Read(ReadOnlySpan<byte> layout, SharedBlock block, bool copy)
    {
        if (!block.IsFrozen)
        {
            throw new InvalidOperationException("Columns are read from a block that nobody can write any more.");
        }

        TableLayout? table;
        try
        {
            table = JsonSerializer.Deserialize(layout, TableLayoutJson.Default.TableLayout);
        }
        catch (JsonException)
        {
            throw new WorkerProtocolException("the layout of the columns cannot be read");
        }

        if (table is null || table.Fields.Length != table.Arrays.Length || table.Fields.Contains(null!))
        {
            throw new WorkerProtocolException("the layout of the columns is incomplete");
        }

        return [.. table.Fields.Zip(table.Arrays, (field, array) => ToColumn(field.ToField(), array, block, copy))];
    }

    private static Column ToColumn(Field field, ArrayLayout array, SharedBlock block, bool copy) =>
        new(field, ArrayChecks.Checked(ToArray(field.Type, array, block, copy), field.Name));

    private static ArrayData ToArray(DataType type, ArrayLayout? array, SharedBlock block, bool copy)
    {
        if (array is not { Places: { Length: >= 2 } places } || places.Length % 2 != 0 || array.Length < 0)
        {
            throw new WorkerProtocolException("the layout of a column is incomplete");
        }

        DataType[] below = type switch
        {
            MapType map => [map.Entries],
            _ => [.. type.Children.Select(child => child.Type)],
        };
        if (below.Length != array.Children.Length)
        {
            throw new WorkerProtocolException("the layout of a nested column is incomplete");
        }

        var buffers = new List<ArrowBuffer>();
        for (var i = 2; i < places.Length; i += 2)
        {
            buffers.Add(Buffer(places[i], places[i + 1], block, copy));
        }

        return new ArrayData(
            type,
            array.Length,
            places[0] < 0 ? null : Buffer(places[0], places[1], block, copy),
            [.. buffers],
            [.. below.Select((child, i) => ToArray(child, array.Children[i], block, copy))],
            type is DictionaryType words ? ToArray(words.Value, array.Dictionary, block, copy) : null);
    }

    private static ArrowBuffer Buffer(long place, long length, SharedBlock block, bool copy)
    {
        if (place < 0 || length < 0 || place > block.Length || length > block.Length - place || place % BlockPlan.Alignment != 0)
        {
            throw new WorkerProtocolException("a column lies outside its block");
        }

        var start = (byte*)block.Address + place;
        if (!copy)
        {
            return ArrowBuffer.Foreign(block, start, length);
        }

        var own = ArrowBuffer.Allocate(length);
        System.Buffer.MemoryCopy(start, own.Address, length, length);
        return own;
    }
}
