using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sinogram.Data.Workers.Tables;

/// <summary>Where the columns of a table lie in a block of shared memory.</summary>
internal sealed record TableLayout(FieldLayout[] Fields, ArrayLayout[] Arrays);

/// <summary>A field, and its type spelled out.</summary>
internal sealed record FieldLayout(string Name, TypeLayout Type, bool Nullable = false, bool Identified = false, Dictionary<string, string>? Metadata = null)
{
    internal static FieldLayout Of(Field field) => new(
        field.Name, TypeLayout.Of(field.Type), field.Nullable, field.Identified, field.Metadata.IsEmpty ? null : new Dictionary<string, string>(field.Metadata));

    internal Field ToField() => new(Name, Type.ToDataType(), Nullable)
    {
        Identified = Identified,
        Metadata = Metadata?.ToImmutableSortedDictionary() ?? ImmutableSortedDictionary<string, string>.Empty,
    };
}

/// <summary>One node of an array: its length, the place and length of each buffer (validity first, place -1 where there is none), and what hangs below it.</summary>
internal sealed record ArrayLayout(long[] Places, ArrayLayout[] Children, int Length = 0, ArrayLayout? Dictionary = null);

/// <summary>A column type as data.</summary>
internal sealed record TypeLayout(TypeId Id = TypeId.Null)
{
    public TimeUnit Unit { get; init; }

    public string? Zone { get; init; }

    public int Precision { get; init; }

    public int Scale { get; init; }

    public bool Ordered { get; init; }

    public TypeLayout? Index { get; init; }

    public TypeLayout? Value { get; init; }

    public FieldLayout[]? Children { get; init; }

    internal static TypeLayout Of(DataType type) => type switch
    {
        DecimalType exact => new TypeLayout(type.Id) { Precision = exact.Precision, Scale = exact.Scale },
        TimeType time => new TypeLayout(type.Id) { Unit = time.Unit },
        TimestampType instant => new TypeLayout(type.Id) { Unit = instant.Unit, Zone = instant.Zone },
        DurationType elapsed => new TypeLayout(type.Id) { Unit = elapsed.Unit },
        DictionaryType words => new TypeLayout(type.Id) { Index = Of(words.Index), Value = Of(words.Value), Ordered = words.Ordered },
        _ when type.IsNested => new TypeLayout(type.Id) { Children = [.. type.Children.Select(FieldLayout.Of)] },
        _ => new TypeLayout(type.Id),
    };

    internal DataType ToDataType() => Id switch
    {
        TypeId.Decimal => new DecimalType(Precision, Scale),
        TypeId.Time => new TimeType(Unit),
        TypeId.Timestamp => new TimestampType(Unit, Zone),
        TypeId.Duration => new DurationType(Unit),
        TypeId.Dictionary => new DictionaryType(Required(Index).ToDataType(), Required(Value).ToDataType(), Ordered),
        TypeId.List => new ListType(Child(0)),
        TypeId.Struct => new StructType([.. Enumerable.Range(0, Required(Children).Length).Select(Child)]),
        TypeId.Map => new MapType(Child(0), Child(1)),
        TypeId.Null => DataType.Null,
        TypeId.Bool => DataType.Bool,
        TypeId.Int8 => DataType.Int8,
        TypeId.Int16 => DataType.Int16,
        TypeId.Int32 => DataType.Int32,
        TypeId.Int64 => DataType.Int64,
        TypeId.UInt8 => DataType.UInt8,
        TypeId.UInt16 => DataType.UInt16,
        TypeId.UInt32 => DataType.UInt32,
        TypeId.UInt64 => DataType.UInt64,
        TypeId.Float32 => DataType.Float32,
        TypeId.Float64 => DataType.Float64,
        TypeId.String => DataType.String,
        TypeId.Binary => DataType.Binary,
        TypeId.Date => DataType.Date,
        TypeId.Interval => DataType.Interval,
        _ => throw new WorkerProtocolException($"unknown column type {(int)Id}"),
    };

    private Field Child(int index) => Children is { } children && index < children.Length && children[index] is { } child
        ? child.ToField()
        : throw new WorkerProtocolException("a nested column type without its fields");

    private static T Required<T>(T? part)
        where T : class => part ?? throw new WorkerProtocolException("an incomplete column type");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TableLayout))]
internal sealed partial class TableLayoutJson : JsonSerializerContext;
