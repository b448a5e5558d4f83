using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>Chapters "extract statements", "prepared statements", "values".</summary>
internal static unsafe partial class DuckDb
{
    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ExtractStatements(DuckDbConnection connection, string sql, out nint extracted);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_extract_statements_error")]
    public static partial nint ExtractStatementsError(nint extracted);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(DuckDbConnection connection, nint extracted, ulong index, out nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint extracted);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_parameter_name")]
    public static partial nint ParameterName(nint statement, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_bind_value")]
    public static partial int BindValue(nint statement, ulong index, nint value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(nint statement, out Result result);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(nint statement, out Result result);

    /// <summary>1 for a query.</summary>
    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial int StatementType(nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepared_statement_column_count")]
    public static partial ulong PreparedColumnCount(nint statement);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepared_statement_column_name")]
    public static partial nint PreparedColumnName(nint statement, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    public static partial nint PreparedColumnType(nint statement, ulong index);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_value")]
    public static partial void DestroyValue(ref nint value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_null_value")]
    public static partial nint CreateNull();

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_bool")]
    public static partial nint CreateBool([MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_int8")]
    public static partial nint CreateInt8(sbyte value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_int16")]
    public static partial nint CreateInt16(short value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_int32")]
    public static partial nint CreateInt32(int value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_int64")]
    public static partial nint CreateInt64(long value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_uint8")]
    public static partial nint CreateUInt8(byte value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_uint16")]
    public static partial nint CreateUInt16(ushort value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_uint32")]
    public static partial nint CreateUInt32(uint value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_uint64")]
    public static partial nint CreateUInt64(ulong value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_float")]
    public static partial nint CreateFloat(float value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_double")]
    public static partial nint CreateDouble(double value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_date")]
    public static partial nint CreateDate(int days);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_time")]
    public static partial nint CreateTime(long microseconds);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_timestamp")]
    public static partial nint CreateTimestamp(long microseconds);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_timestamp_tz")]
    public static partial nint CreateTimestampTz(long microseconds);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_interval")]
    public static partial nint CreateInterval(NativeInterval value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_decimal")]
    public static partial nint CreateDecimal(NativeDecimal value);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_varchar_length")]
    public static partial nint CreateVarchar(byte* text, ulong length);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_blob")]
    public static partial nint CreateBlob(byte* data, ulong length);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_list_value")]
    public static partial nint CreateList(nint elementType, nint* values, ulong count);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_get_int64")]
    public static partial long GetInt64(nint value);

    [StructLayout(LayoutKind.Sequential)]
    public struct NativeInterval
    {
        public int Months;
        public int Days;
        public long Microseconds;
    }

    // The huge integer of the C API is a pair of 64-bit words, so that its alignment is 8, not that of Int128.
    [StructLayout(LayoutKind.Sequential)]
    public struct NativeDecimal
    {
        public byte Width;
        public byte Scale;
        public ulong Lower;
        public long Upper;
    }
}
