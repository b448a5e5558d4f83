using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>
/// The table function through which the engine reads registered tables: column by column and block by block out of their memory, only the columns that a query uses.
/// </summary>
internal sealed unsafe class TableScan
{
    public const string FunctionName = "sinogram_table";
    private readonly ConcurrentDictionary<long, ScanSource> _tables = new();
    private readonly ConcurrentBag<Table> _read = [];
    private long _last;

    /// <param name="table">The table.</param>
    /// <param name="rowNumbers">The name of a column of row numbers at its end, which the scan makes while it goes; null for none.</param>
    public long Add(Table table, string? rowNumbers = null)
    {
        var id = Interlocked.Increment(ref _last);
        _tables[id] = new ScanSource(Prepare(table), rowNumbers);
        return id;
    }

    /// <summary>Rows that come while they are read, once.</summary>
    public long Add(TableFeed feed)
    {
        var id = Interlocked.Increment(ref _last);
        _tables[id] = new ScanSource(Prepare(feed.First), null) { Feed = feed };
        return id;
    }

    /// <summary>Forgets which tables the last statement read.</summary>
    public void Begin() => _read.Clear();

    /// <summary>The columns of the registered tables that the last statement read.</summary>
    public IReadOnlyList<Field> FieldsRead => [.. _read.SelectMany(t => t.Schema)];

    /// <summary>The columns of a registered table; null where it is registered no more.</summary>
    public Schema? SchemaOf(long id) => _tables.GetValueOrDefault(id)?.Schema;

    public void Remove(long id) => _tables.TryRemove(id, out _);

    public void Register(DuckDbConnection connection)
    {
        var function = DuckDb.CreateTableFunction();
        var id = DuckDb.CreateType(DuckDbType.BigInt);
        try
        {
            DuckDb.SetName(function, FunctionName);
            DuckDb.AddParameter(function, id);
            // Weak: the engine owns this object, and the function must not keep the engine's tables alive for ever.
            DuckDb.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak)), &FreeHandle);
            DuckDb.SetBind(function, &Bind);
            DuckDb.SetInit(function, &Init);
            DuckDb.SetFunction(function, &Run);
            DuckDb.SupportsProjection(function, true);
            if (DuckDb.Register(connection, function) != DuckDb.Success) { throw new EngineException("The engine refused the table function."); }
        }
        finally
        {
            DuckDb.DestroyType(ref id);
            DuckDb.DestroyTableFunction(ref function);
        }
    }

    // Dictionaries of other things than text are written out once; text is decoded on the way.
    private static Table Prepare(Table table) => table.Columns.Any(c => c.Type is DictionaryType { Value.Id: not TypeId.String })
        ? new Table(table.Columns.Select(c => c.Type is DictionaryType { Value.Id: not TypeId.String } ? c.Decode() : c))
        : table;

    private sealed record ScanSource(Table Table, string? RowNumbers)
    {
        public TableFeed? Feed { get; init; }

        /// <summary>The columns that SQL sees.</summary>
        public Schema Schema => RowNumbers is null ? Table.Schema : new Schema([.. Table.Schema, new Field(RowNumbers, DataType.Int32)], null);
    }

    private sealed class Scan(Table table, TableFeed? feed)
    {
        /// <summary>In place of a column: the engine makes it itself.</summary>
        public const int Engines = -1;

        /// <summary>In place of a column: the numbers of the rows.</summary>
        public const int RowNumbers = -2;

        private int _next;

        public Table Table { get; private set; } = table;

        /// <summary>The columns a query uses.</summary>
        public int[] Columns { get; init; } = [];

        /// <summary>The next block of rows; empty at the end.</summary>
        public (int Start, int Count) Next(int size)
        {
            // Of a feed one thread reads.
            for (; feed is not null && _next >= Table.RowCount; _next = 0)
            {
                if (feed.Next() is not { } next) { return (0, 0); }
                Table = Prepare(next);
            }
            var start = Interlocked.Add(ref _next, size) - size;
            return start < 0 || start >= Table.RowCount ? (0, 0) : (start, (int)Math.Min(size, Table.RowCount - start));
        }
    }

    private static void Number(int first, Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++) { rows[i] = first + i; }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeHandle(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var scan = (TableScan?)GCHandle.FromIntPtr(DuckDb.BindExtraInfo(info)).Target;
            var value = DuckDb.BindParameter(info, 0);
            var id = DuckDb.GetInt64(value);
            DuckDb.DestroyValue(ref value);
            if (scan is null || !scan._tables.TryGetValue(id, out var source))
            {
                DuckDb.BindSetError(info, "The table is not registered any more: register it again.");
                return;
            }
            scan._read.Add(source.Table);
            foreach (var field in source.Table.Schema)
            {
                var type = LogicalTypes.Create(field.Type);
                DuckDb.BindAddColumn(info, field.Name, type);
                DuckDb.DestroyType(ref type);
            }
            if (source.RowNumbers is { } rows)
            {
                var type = DuckDb.CreateType(DuckDbType.Integer);
                DuckDb.BindAddColumn(info, rows, type);
                DuckDb.DestroyType(ref type);
            }
            if (source.Feed is null) { DuckDb.BindSetCardinality(info, (ulong)source.Table.RowCount, true); }
            DuckDb.BindSetData(info, GCHandle.ToIntPtr(GCHandle.Alloc(source)), &FreeHandle);
        }
        catch (Exception e)
        {
            DuckDb.BindSetError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var source = (ScanSource)GCHandle.FromIntPtr(DuckDb.InitBindData(info)).Target!;
            var table = source.Table;
            var columns = new int[DuckDb.InitColumnCount(info)];
            for (var i = 0; i < columns.Length; i++)
            {
                var index = DuckDb.InitColumnIndex(info, (ulong)i);
                columns[i] = index < (ulong)table.ColumnCount ? (int)index : index == (ulong)table.ColumnCount && source.RowNumbers is not null ? Scan.RowNumbers : Scan.Engines;
            }
            DuckDb.InitSetMaxThreads(info, source.Feed is not null ? 1 : (ulong)Math.Max(1, Math.Min(Environment.ProcessorCount, table.RowCount / 100_000)));
            DuckDb.InitSetData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new Scan(table, source.Feed) { Columns = columns })), &FreeHandle);
        }
        catch (Exception e)
        {
            DuckDb.InitSetError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint info, nint chunk)
    {
        try
        {
            var scan = (Scan)GCHandle.FromIntPtr(DuckDb.FunctionInitData(info)).Target!;
            var (start, count) = scan.Next((int)DuckDb.VectorSize());
            for (var i = 0; i < scan.Columns.Length && count > 0; i++)
            {
                if (scan.Columns[i] == Scan.Engines) { continue; }
                var vector = DuckDb.ChunkVector(chunk, (ulong)i);
                if (scan.Columns[i] == Scan.RowNumbers) { Number(start, new Span<int>(DuckDb.VectorData(vector), count)); }
                else { VectorWriter.Write(scan.Table[scan.Columns[i]].Data, start, count, vector); }
            }
            DuckDb.SetChunkSize(chunk, (ulong)count);
        }
        catch (Exception e)
        {
            DuckDb.FunctionSetError(info, e.Message);
        }
    }
}
