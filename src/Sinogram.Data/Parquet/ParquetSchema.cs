using System.Buffers.Binary;
using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Arrow;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Parquet;

/// <summary>
/// What Parquet's own types lose: the schema is kept beside the data under the key that Arrow's implementations use (<c>ARROW:schema</c>), so that units, zones, metadata and the
/// identified flag come back, here and in pyarrow. Durations are kept as 64-bit integers, as there. Parquet's interval counts milliseconds: intervals that have more are
/// kept as a struct of months, days and nanoseconds.
/// </summary>
internal static class ParquetSchema
{
    public const string Key = "ARROW:schema";
    private const string IntervalKey = "sinogram.interval";
    private static readonly StructType IntervalFields = (StructType)DataType.Struct(new Field("months", DataType.Int32), new Field("days", DataType.Int32), new Field("nanoseconds", DataType.Int64));

    /// <summary>The table as it is given to the engine, and the text to keep beside it.</summary>
    public static (Table Stored, string Kept) Prepare(Table table)
    {
        var stored = new List<Column>();
        var kept = new List<Field>();
        foreach (var column in table.Columns)
        {
            if (column.Type is DurationType)
            {
                stored.Add(new Column(column.Field with { Type = DataType.Int64 }, column.Data.WithType(DataType.Int64)));
                kept.Add(column.Field);
            }
            else if (column.Type.Id == TypeId.Interval && !IsWholeMilliseconds(column))
            {
                stored.Add(ToStruct(column));
                kept.Add(stored[^1].Field);
            }
            else
            {
                stored.Add(column);
                // Arrow has no name for the engine's own interval in Parquet: it is read as what it is.
                kept.Add(column.Field);
            }
        }
        var message = new IpcSchemaWriter().Message(new Schema(kept, table.Schema.Metadata));
        var padded = (message.Length + 7) & ~7;
        var bytes = new byte[8 + padded];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, IpcFormat.Continuation);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), padded);
        message.CopyTo(bytes, 8);
        return (new Table(stored), Convert.ToBase64String(bytes));
    }

    /// <summary>
    /// A result of the engine with the types, flags and metadata that its files kept; of a column, where all of those that have it say the same. As it is where a text says
    /// nothing usable.
    /// </summary>
    public static Table Restore(Table result, IReadOnlyList<string> kept)
    {
        var schemas = kept.Select(TryRead).ToArray();
        // Other writers keep other things there; the data are whole without it.
        if (schemas.Any(s => s is null)) { return result; }
        var known = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var group in schemas.SelectMany(s => s!.Value.Fields.Select(f => f.Field)).GroupBy(f => f.Name, StringComparer.Ordinal))
        {
            var first = group.First();
            var agree = group.All(f => f.Type == first.Type && f.Metadata.SequenceEqual(first.Metadata));
            if (agree) { known[group.Key] = first with { Nullable = group.Any(f => f.Nullable), Identified = group.Any(f => f.Identified) }; }
        }
        var table = new Table(result.Columns.Select(c => known.TryGetValue(c.Name, out var field) ? Restore(c, field) : c));
        return schemas[0]!.Value.Metadata.Where(pair => schemas.All(s => s!.Value.Metadata.GetValueOrDefault(pair.Key) == pair.Value)).Aggregate(table, (t, pair) => t.WithMetadata(pair.Key, pair.Value));
    }

    private static (ImmutableArray<WireField> Fields, ImmutableSortedDictionary<string, string> Metadata)? TryRead(string kept)
    {
        try
        {
            var bytes = Convert.FromBase64String(kept);
            var start = bytes.Length >= 8 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == IpcFormat.Continuation ? 8 : 4;
            var message = FlatTable.Root(bytes.AsSpan(start));
            return message.Byte(1) == IpcFormat.SchemaHeader ? IpcSchemaReader.Read(message.Table(2, "the schema")) : null;
        }
        catch (Exception e) when (e is FormatException or ArrowFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Column Restore(Column column, Field field)
    {
        var identified = column.Field.Identified || field.Identified;
        if (field.Metadata.ContainsKey(IntervalKey) && column.Type == IntervalFields)
        {
            return FromStruct(column, field with { Type = DataType.Interval, Identified = identified, Metadata = field.Metadata.Remove(IntervalKey) });
        }
        var type = (field.Type, column.Type) switch
        {
            (DurationType duration, { Id: TypeId.Int64 }) => duration,
            (TimestampType zoned, TimestampType { Zone: not null } stored) when zoned.Zone is not null => new TimestampType(stored.Unit, zoned.Zone),
            _ => column.Type,
        };
        return new Column(column.Field with { Type = type, Identified = identified, Metadata = field.Metadata, Nullable = field.Nullable || column.NullCount > 0 }, type == column.Type ? column.Data : column.Data.WithType(type));
    }

    private static bool IsWholeMilliseconds(Column column)
    {
        var values = column.Values<Interval>();
        for (var i = 0; i < values.Length; i++)
        {
            // Parquet's are unsigned, too.
            if (!column.IsNull(i) && (values[i].Nanoseconds % 1_000_000 != 0 || values[i].Nanoseconds < 0 || values[i].Nanoseconds / 1_000_000 > uint.MaxValue || values[i].Months < 0 || values[i].Days < 0)) { return false; }
        }
        return true;
    }

    private static Column ToStruct(Column column)
    {
        var values = column.Values<Interval>();
        var (months, days, nanoseconds) = (ArrowBuffer.Allocate(values.Length * 4L), ArrowBuffer.Allocate(values.Length * 4L), ArrowBuffer.Allocate(values.Length * 8L));
        for (var i = 0; i < values.Length; i++)
        {
            // What stands at a null is nothing.
            var value = column.IsNull(i) ? default : values[i];
            months.Span<int>()[i] = value.Months;
            days.Span<int>()[i] = value.Days;
            nanoseconds.Span<long>()[i] = value.Nanoseconds;
        }
        var rows = values.Length;
        ArrayData Part(int index, ArrowBuffer buffer) => new(IntervalFields.Children[index].Type, rows, null, [buffer]);
        var validity = column.NullCount == 0 ? null : CopyBits(column);
        var data = new ArrayData(IntervalFields, values.Length, validity, [], [Part(0, months), Part(1, days), Part(2, nanoseconds)]);
        return new Column((column.Field with { Type = IntervalFields }).WithMetadata(IntervalKey, "months, days, nanoseconds"), data);
    }

    private static Column FromStruct(Column column, Field field)
    {
        var parts = column.Children;
        var (months, days, nanoseconds) = (parts[0].Data.ToArray<int>(), parts[1].Data.ToArray<int>(), parts[2].Data.ToArray<long>());
        var buffer = ArrowBuffer.Allocate(column.Length * 16);
        var target = buffer.Span<Interval>();
        for (var i = 0; i < target.Length; i++) { target[i] = new Interval(months[i], days[i], nanoseconds[i]); }
        return new Column(field, new ArrayData(DataType.Interval, (int)column.Length, column.NullCount == 0 ? null : CopyBits(column), [buffer]));
    }

    private static ArrowBuffer CopyBits(Column column)
    {
        var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(column.Length), zeroed: true);
        Bitmap.Copy(column.ValidityBits, column.BitOffset, bits.Span<byte>(), 0, column.Length);
        return bits;
    }
}
