using System.Collections.Immutable;
using System.Globalization;

namespace Sinogram.Data;

/// <summary>The type of a column: a closed set of immutable values that compare by content.</summary>
public abstract record DataType
{
    private protected DataType(TypeId id) => Id = id;

    public TypeId Id { get; }

    public static DataType Null { get; } = new SimpleType(TypeId.Null);
    public static DataType Bool { get; } = new SimpleType(TypeId.Bool);
    public static DataType Int8 { get; } = new SimpleType(TypeId.Int8);
    public static DataType Int16 { get; } = new SimpleType(TypeId.Int16);
    public static DataType Int32 { get; } = new SimpleType(TypeId.Int32);
    public static DataType Int64 { get; } = new SimpleType(TypeId.Int64);
    public static DataType UInt8 { get; } = new SimpleType(TypeId.UInt8);
    public static DataType UInt16 { get; } = new SimpleType(TypeId.UInt16);
    public static DataType UInt32 { get; } = new SimpleType(TypeId.UInt32);
    public static DataType UInt64 { get; } = new SimpleType(TypeId.UInt64);
    public static DataType Float32 { get; } = new SimpleType(TypeId.Float32);
    public static DataType Float64 { get; } = new SimpleType(TypeId.Float64);
    public static DataType String { get; } = new SimpleType(TypeId.String);
    public static DataType Binary { get; } = new SimpleType(TypeId.Binary);
    public static DataType Date { get; } = new SimpleType(TypeId.Date);
    public static DataType Interval { get; } = new SimpleType(TypeId.Interval);
    /// <summary>Time of day in microseconds.</summary>
    public static DataType Time { get; } = new TimeType(TimeUnit.Microsecond);
    /// <summary>Wall-clock date and time in microseconds, without a zone.</summary>
    public static DataType Timestamp { get; } = new TimestampType(TimeUnit.Microsecond, null);
    /// <summary>An instant in microseconds since 1970-01-01T00:00Z.</summary>
    public static DataType TimestampUtc { get; } = new TimestampType(TimeUnit.Microsecond, "UTC");
    /// <summary>Elapsed time in microseconds.</summary>
    public static DataType Duration { get; } = new DurationType(TimeUnit.Microsecond);

    /// <summary>An exact decimal of at most 38 digits.</summary>
    public static DataType Decimal(int precision, int scale) => new DecimalType(precision, scale);
    public static DataType List(DataType element) => new ListType(new Field("item", element));
    public static DataType Struct(params ReadOnlySpan<Field> fields) => new StructType([.. fields]);
    public static DataType Map(DataType key, DataType value) => new MapType(new Field("key", key, nullable: false), new Field("value", value));
    /// <summary>Distinct values and 32-bit indices into them.</summary>
    public static DataType Dictionary(DataType value) => new DictionaryType(Int32, value);

    /// <summary>The fields of the children: of a struct, the element of a list, key and value of a map.</summary>
    public virtual ImmutableArray<Field> Children => [];

    /// <summary>Bytes of one value in the values buffer; 0 for types without one (bits, text, nested).</summary>
    public virtual int ByteWidth => Id switch
    {
        TypeId.Int8 or TypeId.UInt8 => 1,
        TypeId.Int16 or TypeId.UInt16 => 2,
        TypeId.Int32 or TypeId.UInt32 or TypeId.Float32 or TypeId.Date => 4,
        TypeId.Int64 or TypeId.UInt64 or TypeId.Float64 or TypeId.Time or TypeId.Timestamp or TypeId.Duration => 8,
        TypeId.Decimal or TypeId.Interval => 16,
        _ => 0,
    };

    public bool IsInteger => Id is >= TypeId.Int8 and <= TypeId.UInt64;
    public bool IsNumeric => Id is >= TypeId.Int8 and <= TypeId.Decimal;
    public bool IsNested => Id is TypeId.List or TypeId.Struct or TypeId.Map;

    /// <summary>The CLR type that <see cref="Column.GetValue"/> gives and that typed access uses by default.</summary>
    public Type ClrType => ClrTypes.Of(this);

    /// <summary>The type of a CLR type (nullable or not): <c>typeof(double?)</c> is Float64, <c>typeof(int[])</c> a list of Int32.</summary>
    public static DataType Of(Type clr) => ClrTypes.ToDataType(clr);

    public sealed override string ToString() => Describe();

    private protected virtual string Describe() => Id switch
    {
        TypeId.Float32 => "float32",
        TypeId.Float64 => "float64",
        _ => Id.ToString().ToLowerInvariant(),
    };
}

/// <summary>A type without parameters.</summary>
public sealed record SimpleType : DataType
{
    internal SimpleType(TypeId id) : base(id) { }
}

/// <summary>An exact decimal: an unscaled 128-bit integer divided by ten to the power of the scale.</summary>
public sealed record DecimalType : DataType
{
    public DecimalType(int precision, int scale) : base(TypeId.Decimal)
    {
        if (precision is < 1 or > 38 || scale < 0 || scale > precision)
        {
            throw new TableException($"decimal({precision},{scale}) is not possible: precision is 1 to 38 and scale 0 to precision.");
        }
        (Precision, Scale) = (precision, scale);
    }

    public int Precision { get; }
    public int Scale { get; }
    private protected override string Describe() => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})");
}

/// <summary>Time of day since midnight.</summary>
public sealed record TimeType : DataType
{
    public TimeType(TimeUnit unit) : base(TypeId.Time) => Unit = unit;
    public TimeUnit Unit { get; }
    private protected override string Describe() => $"time[{TimeUnits.Abbreviate(Unit)}]";
}

/// <summary>A point in time: wall clock without a zone, an instant (counted in UTC) with one.</summary>
public sealed record TimestampType : DataType
{
    public TimestampType(TimeUnit unit, string? zone) : base(TypeId.Timestamp) => (Unit, Zone) = (unit, zone);
    public TimeUnit Unit { get; }
    /// <summary>The zone in which values are to be shown; null for wall-clock time.</summary>
    public string? Zone { get; }
    private protected override string Describe() => Zone is null ? $"timestamp[{TimeUnits.Abbreviate(Unit)}]" : $"timestamp[{TimeUnits.Abbreviate(Unit)}, {Zone}]";
}

/// <summary>Elapsed time.</summary>
public sealed record DurationType : DataType
{
    public DurationType(TimeUnit unit) : base(TypeId.Duration) => Unit = unit;
    public TimeUnit Unit { get; }
    private protected override string Describe() => $"duration[{TimeUnits.Abbreviate(Unit)}]";
}

/// <summary>A list of values of one type in every row.</summary>
public sealed record ListType : DataType
{
    public ListType(Field element) : base(TypeId.List) => Element = element;
    public Field Element { get; }
    public override ImmutableArray<Field> Children => [Element];
    private protected override string Describe() => $"list<{Element.Type}>";
}

/// <summary>Named fields in every row.</summary>
public sealed record StructType : DataType
{
    public StructType(ImmutableArray<Field> fields) : base(TypeId.Struct) => Children = fields;
    public override ImmutableArray<Field> Children { get; }
    public bool Equals(StructType? other) => other is not null && Children.AsSpan().SequenceEqual(other.Children.AsSpan());
    public override int GetHashCode() => Children.Length == 0 ? 0 : HashCode.Combine(Children.Length, Children[0]);
    private protected override string Describe() => $"struct<{string.Join(", ", Children.Select(f => $"{f.Name}: {f.Type}"))}>";
}

/// <summary>Pairs of key and value in every row, in order; a list of structs in memory.</summary>
public sealed record MapType : DataType
{
    public MapType(Field key, Field value) : base(TypeId.Map) => (Key, Value) = (key, value);
    public Field Key { get; }
    public Field Value { get; }
    public override ImmutableArray<Field> Children => [Key, Value];
    /// <summary>The type of the entries, the map's only child in memory.</summary>
    public StructType Entries => new([Key, Value]);
    private protected override string Describe() => $"map<{Key.Type}, {Value.Type}>";
}

/// <summary>Indices into distinct values.</summary>
public sealed record DictionaryType : DataType
{
    public DictionaryType(DataType index, DataType value, bool ordered = false) : base(TypeId.Dictionary)
    {
        if (!index.IsInteger) { throw new TableException($"A dictionary's indices are integers, not {index}."); }
        (Index, Value, Ordered) = (index, value, ordered);
    }

    public DataType Index { get; }
    public DataType Value { get; }
    /// <summary>The order of the distinct values has a meaning (an R ordered factor).</summary>
    public bool Ordered { get; }
    public override int ByteWidth => Index.ByteWidth;
    private protected override string Describe() => $"dictionary<{Value}>";
}
