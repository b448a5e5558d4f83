using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>Chapter "logical types".</summary>
internal static unsafe partial class DuckDb
{
    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_get_type_id")]
    public static partial DuckDbType TypeId(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyType(ref nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_decimal_width")]
    public static partial byte DecimalWidth(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_enum_internal_type")]
    public static partial DuckDbType EnumInternalType(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_enum_dictionary_size")]
    public static partial uint EnumSize(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_enum_dictionary_value")]
    public static partial nint EnumValue(nint type, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_list_type_child_type")]
    public static partial nint ListChildType(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_array_type_child_type")]
    public static partial nint ArrayChildType(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_array_type_array_size")]
    public static partial ulong ArraySize(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_map_type_key_type")]
    public static partial nint MapKeyType(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_map_type_value_type")]
    public static partial nint MapValueType(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_struct_type_child_count")]
    public static partial ulong StructCount(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_struct_type_child_name")]
    public static partial nint StructChildName(nint type, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_struct_type_child_type")]
    public static partial nint StructChildType(nint type, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_union_type_member_count")]
    public static partial ulong UnionCount(nint type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_union_type_member_name")]
    public static partial nint UnionName(nint type, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_union_type_member_type")]
    public static partial nint UnionMember(nint type, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint CreateType(DuckDbType type);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_decimal_type")]
    public static partial nint CreateDecimalType(byte width, byte scale);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_list_type")]
    public static partial nint CreateListType(nint element);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_map_type")]
    public static partial nint CreateMapType(nint key, nint value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_struct_type")]
    public static partial nint CreateStructType(nint* members, nint* names, ulong count);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_enum_type")]
    public static partial nint CreateEnumType(nint* names, ulong count);
}

/// <summary>DuckDB's type numbers.</summary>
internal enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    BigNum = 35,
    SqlNull = 36,
    TimeNs = 39,
    Geometry = 40,
    Variant = 41,
}
