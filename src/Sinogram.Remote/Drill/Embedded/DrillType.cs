using System.Collections.Immutable;
using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

internal enum DrillKind { Null, Bit, Int, BigInt, Float4, Float8, Decimal, VarChar, VarBinary, Date, Time, Timestamp, IntervalDay, IntervalYear, Interval, List, Map, Dict }

/// <summary>A type in Drill's terms; compared by content.</summary>
internal sealed record DrillType(DrillKind Kind)
{
    public static DrillType Null { get; } = new(DrillKind.Null);
    public static DrillType Bit { get; } = new(DrillKind.Bit);
    public static DrillType Int { get; } = new(DrillKind.Int);
    public static DrillType BigInt { get; } = new(DrillKind.BigInt);
    public static DrillType Float4 { get; } = new(DrillKind.Float4);
    public static DrillType Float8 { get; } = new(DrillKind.Float8);
    public static DrillType VarChar { get; } = new(DrillKind.VarChar);
    public static DrillType VarBinary { get; } = new(DrillKind.VarBinary);
    public static DrillType Date { get; } = new(DrillKind.Date);
    public static DrillType Time { get; } = new(DrillKind.Time);
    public static DrillType Timestamp { get; } = new(DrillKind.Timestamp);
    public static DrillType IntervalDay { get; } = new(DrillKind.IntervalDay);
    public static DrillType IntervalYear { get; } = new(DrillKind.IntervalYear);
    public static DrillType Interval { get; } = new(DrillKind.Interval);

    public int Precision { get; init; }
    public int Scale { get; init; }

    /// <summary>The element of a list, the value of a DICT.</summary>
    public DrillType? Element { get; init; }

    /// <summary>The key of a DICT.</summary>
    public DrillType? Key { get; init; }

    public ImmutableArray<(string Name, DrillType Type)> Fields { get; init; } = [];

    public bool IsInteger => Kind is DrillKind.Int or DrillKind.BigInt;
    public bool IsExact => Kind is DrillKind.Int or DrillKind.BigInt or DrillKind.Decimal;
    public bool IsFloat => Kind is DrillKind.Float4 or DrillKind.Float8;
    public bool IsNumber => IsExact || IsFloat;
    public bool IsNested => Kind is DrillKind.List or DrillKind.Map or DrillKind.Dict;
    public bool IsInterval => Kind is DrillKind.IntervalDay or DrillKind.IntervalYear or DrillKind.Interval;
    public bool IsText => Kind == DrillKind.VarChar;

    public static DrillType Decimal(int precision, int scale)
    {
        scale = Math.Clamp(scale, 0, 38);
        return new DrillType(DrillKind.Decimal) { Precision = Math.Clamp(Math.Max(precision, scale), 1, 38), Scale = scale };
    }

    public static DrillType List(DrillType element) => new(DrillKind.List) { Element = element };

    public static DrillType Map(IEnumerable<(string, DrillType)> fields) => new(DrillKind.Map) { Fields = [.. fields] };

    /// <summary>The fields of the map at a path of names; of a list those of its elements.</summary>
    public IEnumerable<(string Name, DrillType Type)> FieldsAt(IEnumerable<string> path)
    {
        DrillType? type = this;
        foreach (var step in path)
        {
            type = type?.Fields.FirstOrDefault(f => string.Equals(f.Name, step, StringComparison.OrdinalIgnoreCase)).Type;
            while (type?.Kind == DrillKind.List) { type = type.Element; }
        }
        return type?.Kind == DrillKind.Map ? type.Fields : [];
    }

    public static DrillType Dict(DrillType key, DrillType value) => new(DrillKind.Dict) { Key = key, Element = value };

    /// <summary>The type as decimal: whole numbers have no digits behind the point.</summary>
    public DrillType AsDecimal => Kind switch { DrillKind.Int => Decimal(10, 0), DrillKind.BigInt => Decimal(19, 0), _ => this };

    public bool Equals(DrillType? other) => other is not null && Kind == other.Kind && Precision == other.Precision && Scale == other.Scale
        && Equals(Element, other.Element) && Equals(Key, other.Key) && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => HashCode.Combine(Kind, Precision, Scale, Fields.Length);

    /// <summary>The embedded engine's name of the type.</summary>
    public string Engine => Kind switch
    {
        DrillKind.Null or DrillKind.Int => "INTEGER",
        DrillKind.Bit => "BOOLEAN",
        DrillKind.BigInt => "BIGINT",
        DrillKind.Float4 => "FLOAT",
        DrillKind.Float8 => "DOUBLE",
        DrillKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Precision},{Scale})"),
        DrillKind.VarChar => "VARCHAR",
        DrillKind.VarBinary => "BLOB",
        DrillKind.Date => "DATE",
        DrillKind.Time => "TIME",
        DrillKind.Timestamp => "TIMESTAMP",
        DrillKind.List => Element!.Engine + "[]",
        DrillKind.Map => Fields.Length == 0 ? "VARCHAR" : $"STRUCT({string.Join(", ", Fields.Select(f => $"{DuckDbEngine.Quote(f.Name)} {f.Type.Engine}"))})",
        DrillKind.Dict => $"MAP({Key!.Engine}, {Element!.Engine})",
        _ => "INTERVAL",
    };

    /// <summary>What Drill's TYPEOF says, and its metadata.</summary>
    public string Name => Kind switch
    {
        DrillKind.Null => "NULL",
        DrillKind.Decimal => "VARDECIMAL",
        DrillKind.List => Element!.Kind == DrillKind.List ? "LIST" : Element.Name,
        _ => Kind.ToString().ToUpperInvariant(),
    };

    /// <summary>What Drill's SQLTYPEOF and INFORMATION_SCHEMA say.</summary>
    public string SqlName => Kind switch
    {
        DrillKind.Null => "NULL",
        DrillKind.Bit => "BOOLEAN",
        DrillKind.Int => "INTEGER",
        DrillKind.Float4 => "FLOAT",
        DrillKind.Float8 => "DOUBLE",
        DrillKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Precision}, {Scale})"),
        DrillKind.VarChar => "CHARACTER VARYING",
        DrillKind.VarBinary => "BINARY VARYING",
        DrillKind.IntervalDay => "INTERVAL DAY TO SECOND",
        DrillKind.IntervalYear => "INTERVAL YEAR TO MONTH",
        DrillKind.List => "ARRAY",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    public override string ToString() => Kind switch { DrillKind.Decimal => SqlName, DrillKind.List => $"a list of {Element}", _ => Name };

    /// <summary>The type in which Drill shows a column of the engine.</summary>
    public static DrillType Of(DataType type) => type switch
    {
        DecimalType d => Decimal(d.Precision, d.Scale),
        ListType l => List(Of(l.Element.Type)),
        StructType s => Map(s.Children.Select(f => (f.Name, Of(f.Type)))),
        MapType m => Dict(Of(m.Key.Type), Of(m.Value.Type)),
        DictionaryType d => Of(d.Value),
        _ => type.Id switch
        {
            TypeId.Null => Null,
            TypeId.Bool => Bit,
            TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.UInt8 or TypeId.UInt16 => Int,
            TypeId.Int64 or TypeId.UInt32 => BigInt,
            TypeId.UInt64 => Decimal(20, 0),
            TypeId.Float32 => Float4,
            TypeId.Float64 => Float8,
            TypeId.Binary => VarBinary,
            TypeId.Date => Date,
            TypeId.Time => Time,
            TypeId.Timestamp => Timestamp,
            TypeId.Duration or TypeId.Interval => Interval,
            _ => VarChar,
        },
    };

    /// <summary>The least type that holds both, or null where there is none: a list and a number.</summary>
    public static DrillType? Common(DrillType a, DrillType b)
    {
        if (a == b || b.Kind == DrillKind.Null) { return a; }
        if (a.Kind == DrillKind.Null) { return b; }
        if (a.IsNumber && b.IsNumber) { return CommonNumber(a, b); }
        if (a.Kind == DrillKind.Timestamp && b.Kind == DrillKind.Date) { return a; }
        if (a.Kind == DrillKind.Date && b.Kind == DrillKind.Timestamp) { return b; }
        if (a.Kind == DrillKind.List && b.Kind == DrillKind.List) { return Common(a.Element!, b.Element!) is { } element ? List(element) : null; }
        if (a.Kind == DrillKind.Map && b.Kind == DrillKind.Map) { return CommonMap(a, b); }
        if (a.IsInterval && b.IsInterval) { return Interval; }
        return !a.IsNested && !b.IsNested && (a.IsText || b.IsText) ? VarChar : null;
    }

    private static DrillType CommonNumber(DrillType a, DrillType b)
    {
        if (a.IsFloat || b.IsFloat) { return a.Kind == DrillKind.Float4 && b.Kind == DrillKind.Float4 ? Float4 : Float8; }
        if (a.IsInteger && b.IsInteger) { return BigInt; }
        var (x, y) = (a.AsDecimal, b.AsDecimal);
        var scale = Math.Max(x.Scale, y.Scale);
        return Decimal(Math.Max(x.Precision - x.Scale, y.Precision - y.Scale) + scale, scale);
    }

    private static DrillType? CommonMap(DrillType a, DrillType b)
    {
        var fields = new List<(string Name, DrillType Type)>(a.Fields);
        foreach (var (name, type) in b.Fields)
        {
            var at = fields.FindIndex(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
            if (at < 0) { fields.Add((name, type)); }
            else if (Common(fields[at].Type, type) is { } common) { fields[at] = (fields[at].Name, common); }
            else { return null; }
        }
        return Map(fields);
    }
}
