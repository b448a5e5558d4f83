using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>DuckDB's C API, chapter "open, connect, configure".</summary>
internal static unsafe partial class DuckDb
{
    public const int Success = 0;

    // Before the first import of this class is bound.
    static DuckDb() => NativeLibrary.SetDllImportResolver(typeof(DuckDb).Assembly, DuckDbLibrary.Resolve);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_library_version")]
    private static partial nint LibraryVersion();

    public static string Version => Text(LibraryVersion()) ?? "";

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(nint config, string name, string option);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string? path, out nint database, nint config, out nint error);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DuckDbDatabase database, out nint connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(DuckDbConnection connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_query_progress")]
    public static partial QueryProgress Progress(DuckDbConnection connection);

    [LibraryImport(DuckDbLibrary.Name, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);

    /// <summary>Text that the library owns.</summary>
    public static string? Text(nint text) => Marshal.PtrToStringUTF8(text);

    /// <summary>Text that the caller must free.</summary>
    public static string TakeText(nint text)
    {
        var result = Marshal.PtrToStringUTF8(text) ?? "";
        Free(text);
        return result;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct QueryProgress
    {
        public double Percentage;
        public ulong RowsProcessed;
        public ulong TotalRows;
    }
}

/// <summary>An open database; closed when the last connection and this handle are gone.</summary>
internal sealed class DuckDbDatabase : SafeHandle
{
    public DuckDbDatabase(nint database) : base(0, ownsHandle: true) => SetHandle(database);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDb.Close(ref handle);
        return true;
    }
}

/// <summary>A connection to a database.</summary>
internal sealed class DuckDbConnection : SafeHandle
{
    public DuckDbConnection(nint connection) : base(0, ownsHandle: true) => SetHandle(connection);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        DuckDb.Disconnect(ref handle);
        return true;
    }
}
