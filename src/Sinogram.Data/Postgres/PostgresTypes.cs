using System.Globalization;

namespace Sinogram.Data.Postgres;

/// <summary>PostgreSQL's own types by their number, and which of them a column becomes.</summary>
internal static class PostgresTypes
{
    public const uint Bool = 16, Bytea = 17, Name = 19, Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Oid = 26, Json = 114, Float4 = 700, Float8 = 701, BpChar = 1042,
        VarChar = 1043, Date = 1082, Time = 1083, Timestamp = 1114, TimestampTz = 1184, Interval = 1186, Numeric = 1700, Uuid = 2950, Jsonb = 3802;

    /// <summary>Arrays and their elements.</summary>
    private static readonly Dictionary<uint, uint> Elements = new()
    {
        [1000] = Bool, [1001] = Bytea, [1003] = Name, [1016] = Int8, [1005] = Int2, [1007] = Int4, [1009] = Text, [1028] = Oid, [1021] = Float4, [1022] = Float8, [1014] = BpChar,
        [1015] = VarChar, [1182] = Date, [1183] = Time, [1115] = Timestamp, [1185] = TimestampTz, [1187] = Interval, [1231] = Numeric, [2951] = Uuid,
    };

    private static readonly HashSet<uint> Scalars = [Bool, Bytea, Name, Int8, Int2, Int4, Text, Oid, Json, Float4, Float8, BpChar, VarChar, Date, Time, Timestamp, TimestampTz, Interval, Numeric, Uuid, Jsonb];

    /// <summary>Read in the server's binary form; others are asked for as text.</summary>
    public static bool IsRead(uint oid) => Scalars.Contains(oid) || Elements.ContainsKey(oid);

    /// <summary>The element of an array type, or null.</summary>
    public static uint? ElementOf(uint oid) => Elements.TryGetValue(oid, out var element) ? element : null;

    /// <summary>The type in which a column of a new table is kept: its number, and as SQL writes it.</summary>
    public static (uint Oid, string Sql) Of(DataType type) => type switch
    {
        DecimalType exact => (Numeric, string.Create(CultureInfo.InvariantCulture, $"numeric({exact.Precision},{exact.Scale})")),
        TimestampType { Zone: null } => (Timestamp, "timestamp"),
        TimestampType => (TimestampTz, "timestamptz"),
        DictionaryType dictionary => Of(dictionary.Value),
        ListType list when ArrayOf(Of(list.Element.Type).Oid) is { } array => (array, Of(list.Element.Type).Sql + "[]"),
        { IsNested: true } => (Jsonb, "jsonb"),
        _ => type.Id switch
        {
            TypeId.Bool => (Bool, "boolean"),
            TypeId.Int8 or TypeId.UInt8 or TypeId.Int16 => (Int2, "smallint"),
            TypeId.UInt16 or TypeId.Int32 => (Int4, "integer"),
            TypeId.UInt32 or TypeId.Int64 => (Int8, "bigint"),
            TypeId.UInt64 => (Numeric, "numeric(20,0)"),
            TypeId.Float32 => (Float4, "real"),
            TypeId.Float64 => (Float8, "double precision"),
            TypeId.Binary => (Bytea, "bytea"),
            TypeId.Date => (Date, "date"),
            TypeId.Time => (Time, "time"),
            TypeId.Duration or TypeId.Interval => (Interval, "interval"),
            _ => (Text, "text"),
        },
    };

    private static uint? ArrayOf(uint element)
    {
        foreach (var (array, of) in Elements)
        {
            if (of == element) { return array; }
        }
        return null;
    }
}
