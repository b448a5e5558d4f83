using System.Runtime.InteropServices;

namespace Sinogram.Data.Arrow;

/// <summary>Writes schemas as IPC metadata, numbering the dictionaries in the order in which they are met.</summary>
internal sealed class IpcSchemaWriter
{
    private long _dictionaries;

    public byte[] Message(Schema schema)
    {
        var writer = new FlatBufferWriter();
        var header = Write(writer, schema);
        writer.StartTable();
        writer.Long(3, 0);
        writer.Reference(2, header);
        writer.Byte(1, IpcFormat.SchemaHeader);
        writer.Short(0, IpcFormat.Version5);
        return writer.Finish(writer.EndTable()).ToArray();
    }

    public int Write(FlatBufferWriter writer, Schema schema)
    {
        _dictionaries = 0;
        var fields = writer.Offsets(Fields(writer, schema));
        var metadata = Metadata(writer, SchemaMetadata.Of(schema));
        writer.StartTable();
        writer.Reference(1, fields);
        writer.Reference(2, metadata);
        writer.Short(0, 0);
        return writer.EndTable();
    }

    private int[] Fields(FlatBufferWriter writer, IEnumerable<Field> fields)
    {
        var positions = new List<int>();
        foreach (var field in fields) { positions.Add(Write(writer, field)); }
        return [.. positions];
    }

    private int Write(FlatBufferWriter writer, Field field)
    {
        var valueType = field.Type is DictionaryType encoded ? encoded.Value : field.Type;
        // A map's only child on the wire is the struct of its entries.
        IEnumerable<Field> childFields = valueType is MapType map ? [new Field("entries", map.Entries, nullable: false)] : valueType.Children;
        var dictionary = field.Type is DictionaryType type ? Encoding(writer, type) : 0;
        var children = writer.Offsets(Fields(writer, childFields));
        var name = writer.String(field.Name);
        var metadata = Metadata(writer, SchemaMetadata.Of(field));
        var (kind, body) = WriteType(writer, valueType);
        writer.StartTable();
        writer.Reference(0, name);
        writer.Reference(3, body);
        writer.Reference(4, dictionary);
        writer.Reference(5, children);
        writer.Reference(6, metadata);
        writer.Byte(2, kind);
        writer.Bool(1, field.Nullable);
        return writer.EndTable();
    }

    private int Encoding(FlatBufferWriter writer, DictionaryType type)
    {
        var index = Int(writer, type.Index);
        writer.StartTable();
        writer.Long(0, _dictionaries++);
        writer.Reference(1, index);
        writer.Bool(2, type.Ordered);
        return writer.EndTable();
    }

    private static int Metadata(FlatBufferWriter writer, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var positions = new List<int>();
        foreach (var (key, value) in pairs)
        {
            var (keyAt, valueAt) = (writer.String(key), writer.String(value));
            writer.StartTable();
            writer.Reference(0, keyAt);
            writer.Reference(1, valueAt);
            positions.Add(writer.EndTable());
        }
        return positions.Count == 0 ? 0 : writer.Offsets(CollectionsMarshal.AsSpan(positions));
    }

    private static int Int(FlatBufferWriter writer, DataType type)
    {
        writer.StartTable();
        writer.Int(0, type.ByteWidth * 8);
        writer.Bool(1, type.Id is TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.Int64);
        return writer.EndTable();
    }

    private static (byte Kind, int Position) WriteType(FlatBufferWriter writer, DataType type)
    {
        if (type.IsInteger) { return (IpcFormat.Int, Int(writer, type)); }
        var zone = type is TimestampType { Zone: { } name } ? writer.String(name) : 0;
        writer.StartTable();
        byte kind;
        switch (type)
        {
            case DecimalType exact:
                kind = IpcFormat.Decimal;
                writer.Int(0, exact.Precision);
                writer.Int(1, exact.Scale);
                writer.Int(2, 128);
                break;
            case TimeType { Unit: TimeUnit.Second or TimeUnit.Millisecond }:
                // The wire has 64-bit times in microseconds and nanoseconds only.
                kind = IpcFormat.Time;
                writer.Short(0, (short)TimeUnit.Microsecond);
                writer.Int(1, 64);
                break;
            case TimeType time:
                kind = IpcFormat.Time;
                writer.Short(0, (short)time.Unit);
                writer.Int(1, 64);
                break;
            case TimestampType timestamp:
                kind = IpcFormat.Timestamp;
                writer.Short(0, (short)timestamp.Unit);
                writer.Reference(1, zone);
                break;
            case DurationType duration:
                kind = IpcFormat.Duration;
                writer.Short(0, (short)duration.Unit);
                break;
            default:
                kind = Simple(writer, type);
                break;
        }
        return (kind, writer.EndTable());
    }

    private static byte Simple(FlatBufferWriter writer, DataType type)
    {
        switch (type.Id)
        {
            case TypeId.Float32:
                writer.Short(0, 1);
                return IpcFormat.FloatingPoint;
            case TypeId.Float64:
                writer.Short(0, 2);
                return IpcFormat.FloatingPoint;
            case TypeId.Date:
                // Days; left out it would mean milliseconds.
                writer.Short(0, 0);
                return IpcFormat.Date;
            case TypeId.Interval:
                writer.Short(0, 2);
                return IpcFormat.Interval;
            default:
                return type.Id switch
                {
                    TypeId.Null => IpcFormat.Null,
                    TypeId.Bool => IpcFormat.Bool,
                    TypeId.String => IpcFormat.Utf8,
                    TypeId.Binary => IpcFormat.Binary,
                    TypeId.List => IpcFormat.List,
                    TypeId.Struct => IpcFormat.Struct,
                    TypeId.Map => IpcFormat.Map,
                    _ => throw new TableException($"A column of {type} cannot be written as Arrow."),
                };
        }
    }
}
