using System.Collections.Immutable;

namespace Sinogram.Data.Arrow;

/// <summary>Reads schemas from IPC metadata.</summary>
internal static class IpcSchemaReader
{
    private const int MaximumFields = 100_000;

    public static (ImmutableArray<WireField> Fields, ImmutableSortedDictionary<string, string> Metadata) Read(FlatTable schema)
    {
        if (schema.Short(0) != 0) { throw new ArrowFormatException("The Arrow data are big-endian, which is not read here."); }
        var budget = MaximumFields;
        return (Fields(schema, 1, 0, ref budget), Metadata(schema, 2));
    }

    private static ImmutableArray<WireField> Fields(FlatTable owner, int slot, int depth, ref int budget)
    {
        if (depth > IpcFormat.MaximumDepth) { throw new ArrowFormatException($"The Arrow schema is nested more than {IpcFormat.MaximumDepth} deep."); }
        var count = owner.Count(slot, 4);
        if ((budget -= count) < 0) { throw new ArrowFormatException($"The Arrow schema has more than {MaximumFields:N0} fields."); }
        var fields = ImmutableArray.CreateBuilder<WireField>(count);
        for (var i = 0; i < count; i++) { fields.Add(Field(owner.TableAt(slot, i), depth, ref budget)); }
        return fields.MoveToImmutable();
    }

    private static WireField Field(FlatTable field, int depth, ref int budget)
    {
        var name = field.String(0) ?? "";
        var children = Fields(field, 5, depth + 1, ref budget);
        var (type, layout, size) = Type(field, name, ref children);
        var metadata = Metadata(field, 6);
        var description = SchemaMetadata.Apply(new Field(name, type, field.Bool(1)), metadata);
        var plain = new WireField(description, layout, size, children) { Codes = layout == WireLayout.Union ? Codes(field.Table(3, "a union"), children.Length) : [] };
        if (!field.Has(4)) { return plain; }
        var encoding = field.Table(4, "a dictionary");
        var index = encoding.Has(1) ? Int(encoding.Table(1, "an index type"), name) : DataType.Int32;
        return new WireField(description with { Type = new DictionaryType(index, type, encoding.Bool(2)) }, WireLayout.Same, 0, []) { DictionaryId = encoding.Long(0), Values = plain };
    }

    private static ImmutableSortedDictionary<string, string> Metadata(FlatTable owner, int slot)
    {
        var result = ImmutableSortedDictionary<string, string>.Empty;
        for (var i = 0; i < owner.Count(slot, 4); i++)
        {
            var pair = owner.TableAt(slot, i);
            result = result.SetItem(pair.String(0) ?? "", pair.String(1) ?? "");
        }
        return result;
    }

    private static DataType Int(FlatTable type, string name) => (type.Int(0), type.Bool(1)) switch
    {
        (8, true) => DataType.Int8,
        (16, true) => DataType.Int16,
        (32, true) => DataType.Int32,
        (64, true) => DataType.Int64,
        (8, false) => DataType.UInt8,
        (16, false) => DataType.UInt16,
        (32, false) => DataType.UInt32,
        (64, false) => DataType.UInt64,
        var (bits, _) => throw Unknown(name, $"an integer of {bits} bits"),
    };

    private static (DataType Type, WireLayout Layout, int Size) Type(FlatTable field, string name, ref ImmutableArray<WireField> children)
    {
        var kind = field.Byte(2);
        var type = field.Table(3, $"the type of '{name}'");
        switch (kind)
        {
            case IpcFormat.Null: return (DataType.Null, WireLayout.Same, 0);
            case IpcFormat.Int: return (Int(type, name), WireLayout.Same, 0);
            case IpcFormat.Bool: return (DataType.Bool, WireLayout.Same, 0);
            case IpcFormat.Utf8: return (DataType.String, WireLayout.Same, 0);
            case IpcFormat.LargeUtf8: return (DataType.String, WireLayout.Large, 0);
            case IpcFormat.Binary: return (DataType.Binary, WireLayout.Same, 0);
            case IpcFormat.LargeBinary: return (DataType.Binary, WireLayout.Large, 0);
            case IpcFormat.FixedSizeBinary: return (DataType.Binary, WireLayout.FixedBinary, Positive(type.Int(0), name));
            case IpcFormat.FloatingPoint:
                return type.Short(0) switch
                {
                    0 => (DataType.Float32, WireLayout.Half, 0),
                    1 => (DataType.Float32, WireLayout.Same, 0),
                    2 => (DataType.Float64, WireLayout.Same, 0),
                    _ => throw Unknown(name, "a floating-point number of unknown width"),
                };
            case IpcFormat.Decimal:
                var (precision, scale) = (type.Int(0), type.Int(1));
                WireLayout? width = type.Int(2, 128) switch { 128 => WireLayout.Same, 32 => WireLayout.Decimal32, 64 => WireLayout.Decimal64, 256 => WireLayout.Decimal256, _ => null };
                return width is { } known && precision is >= 1 and <= 76 && scale >= 0 && scale <= Math.Min(precision, 38)
                    ? (new DecimalType(Math.Min(precision, 38), scale), known, 0)
                    : throw Unknown(name, $"a decimal({precision},{scale}) of {type.Int(2, 128)} bits");
            case IpcFormat.Date: return (DataType.Date, type.Short(0, 1) == 0 ? WireLayout.Same : WireLayout.DateMilliseconds, 0);
            case IpcFormat.Time: return (new TimeType(Unit(type.Short(0, 1), name)), type.Int(1, 32) == 32 ? WireLayout.Time32 : WireLayout.Same, 0);
            case IpcFormat.Timestamp: return (new TimestampType(Unit(type.Short(0), name), type.String(1) is { Length: > 0 } zone ? zone : null), WireLayout.Same, 0);
            case IpcFormat.Duration: return (new DurationType(Unit(type.Short(0, 1), name)), WireLayout.Same, 0);
            case IpcFormat.Interval:
                return (DataType.Interval, type.Short(0) switch { 0 => WireLayout.Months, 1 => WireLayout.DayTime, 2 => WireLayout.Same, _ => throw Unknown(name, "an interval of unknown unit") }, 0);
            case IpcFormat.List: return (new ListType(Only(children, name).Field), WireLayout.Same, 0);
            case IpcFormat.LargeList: return (new ListType(Only(children, name).Field), WireLayout.Large, 0);
            case IpcFormat.FixedSizeList: return (new ListType(Only(children, name).Field), WireLayout.FixedList, Positive(type.Int(0), name));
            case IpcFormat.Struct: return (new StructType([.. children.Select(c => c.Field)]), WireLayout.Same, 0);
            case IpcFormat.Map:
                var entries = Only(children, name);
                return entries is { Field.Type.Id: TypeId.Struct, Children.Length: 2 }
                    ? Map(entries, ref children)
                    : throw new ArrowFormatException($"Field '{name}' is a map whose entries are not pairs.");
            case IpcFormat.Union: return (WireLayouts.Union(children), WireLayout.Union, type.Short(0) == 1 ? 1 : 0);
            case IpcFormat.RunEndEncoded:
                return children is [{ Field.Type.Id: TypeId.Int16 or TypeId.Int32 or TypeId.Int64 }, var values]
                    ? (values.Field.Type, WireLayout.Runs, 0)
                    : throw new ArrowFormatException($"Field '{name}' has runs whose ends are no integers.");
            case IpcFormat.BinaryView: return (DataType.Binary, WireLayout.View, 0);
            case IpcFormat.Utf8View: return (DataType.String, WireLayout.View, 0);
            case IpcFormat.ListView: return (new ListType(Only(children, name).Field), WireLayout.ListView, 0);
            case IpcFormat.LargeListView: return (new ListType(Only(children, name).Field), WireLayout.LargeListView, 0);
            default: throw Unknown(name, $"of the unknown kind {kind}");
        }
    }

    private static ImmutableArray<int> Codes(FlatTable union, int children)
    {
        var count = union.Count(1, 4);
        if (count == 0) { return []; }
        if (count != children) { throw new ArrowFormatException($"A union has {children} kinds of values and numbers {count}."); }
        var codes = ImmutableArray.CreateBuilder<int>(count);
        for (var i = 0; i < count; i++) { codes.Add(union.IntAt(1, i)); }
        return codes.MoveToImmutable();
    }

    // The key's own flags are kept, its name and null-ability are a map's.
    private static (DataType Type, WireLayout Layout, int Size) Map(WireField entries, ref ImmutableArray<WireField> children)
    {
        var type = new MapType(entries.Children[0].Field, entries.Children[1].Field);
        children = [entries with { Field = new Field("entries", type.Entries, nullable: false) }];
        return (type, WireLayout.Same, 0);
    }

    private static WireField Only(ImmutableArray<WireField> children, string name) => children.Length == 1
        ? children[0]
        : throw new ArrowFormatException($"Field '{name}' has {children.Length} children instead of one.");

    private static int Positive(int size, string name) => size > 0 ? size : throw Unknown(name, $"of a fixed size of {size}");

    private static TimeUnit Unit(short unit, string name) => unit is >= 0 and <= 3 ? (TimeUnit)unit : throw Unknown(name, "in an unknown unit of time");

    private static ArrowFormatException Unknown(string name, string what) => new($"Field '{name}' is {what}, which is not read here: convert it before writing.");
}
