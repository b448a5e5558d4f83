using System.Runtime.InteropServices;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Tests.Arrow;

/// <summary>Against DuckDB's own implementation of the C data interface, and with itself.</summary>
public sealed unsafe partial class CDataTests
{
    [Theory]
    [InlineData(1000, 0, 1000)]
    [InlineData(1000, 13, 700)]
    [InlineData(0, 0, 0)]
    public void Every_type_comes_back_through_the_interface(int rows, int start, int length)
    {
        var table = AllTypes.Table(rows).Slice(start, length).WithMetadata("k", "vé");
        ArrowSchema schema;
        ArrowArray array;
        table.ExportArrow(&schema, &array);
        var back = Table.ImportArrow(&schema, &array);
        Assert.True(schema.Release is null && array.Release is null);
        Assert.Equal(table.Schema, back.Schema);
        AllTypes.AssertSameValues(table, back);
    }

    [Fact]
    public void A_released_structure_is_refused()
    {
        ArrowSchema schema = default;
        ArrowArray array = default;
        var (s, a) = ((nint)(&schema), (nint)(&array));
        Assert.Throws<ArrowFormatException>(() => Table.ImportArrow((ArrowSchema*)s, (ArrowArray*)a));
    }

    [Fact]
    public void Duckdb_reads_what_is_exported_and_what_it_exports_is_read()
    {
        using var engine = new DuckDbEngine();
        // Types that DuckDB's reader and writer of Arrow give back under the same type.
        var table = AllTypes.Table(2000).Drop("int64").Slice(7, 1900);
        Native.Open(0, out var database);
        Native.Connect(database, out var connection);
        try
        {
            ArrowSchema schema;
            ArrowArray array;
            table.ExportArrow(&schema, &array);
            Assert.Equal(0, Native.ArrayScan(connection, "t", &schema, &array, out var stream));
            Assert.Equal(0, Native.QueryArrow(connection, "SELECT * FROM t", out var result));
            ArrowSchema theirs = default;
            var theirsAt = (nint)(&theirs);
            Assert.Equal(0, Native.ArrowSchemaOf(result, &theirsAt));
            var parts = new List<Table>();
            var seen = 0L;
            while (true)
            {
                ArrowArray part = default;
                var partAt = (nint)(&part);
                Assert.Equal(0, Native.ArrowArrayOf(result, &partAt));
                if (part.Release is null) { break; }
                ArrowSchema copy = default;
                var copyAt = (nint)(&copy);
                Assert.Equal(0, Native.ArrowSchemaOf(result, &copyAt));
                var read = Table.ImportArrow(&copy, &part);
                AllTypes.AssertSameValues(table.Slice(seen, read.RowCount), read);
                seen += read.RowCount;
            }
            Assert.Equal(table.RowCount, seen);
            theirs.Release(&theirs);
            Native.DestroyArrow(ref result);
            Native.DestroyStream(ref stream);
        }
        finally
        {
            Native.Disconnect(ref connection);
            Native.Close(ref database);
        }
    }

    /// <summary>Views of text, list views and unions, as DuckDB makes them: the same values as by its own vectors.</summary>
    [Fact]
    public void Layouts_that_columns_do_not_have_are_taken_over()
    {
        using var engine = new DuckDbEngine();
        const string sql = """
            SELECT CASE WHEN range % 7 = 3 THEN NULL ELSE repeat('ä' || range, (range % 9)::INT) END AS text,
                   CASE WHEN range % 5 = 2 THEN NULL ELSE list_transform(range(range % 4), lambda x: CASE WHEN x = 1 THEN NULL ELSE x::VARCHAR || ' is long enough to be elsewhere' END) END AS lists,
                   (range % 3 = 0)::INT AS n,
                   CASE WHEN range % 2 = 0 THEN 'text'::UNION(num BIGINT, str VARCHAR) ELSE range::UNION(num BIGINT, str VARCHAR) END AS u
            FROM range(3000)
            """;
        var expected = engine.Query(sql);
        var u = (StructValue)expected["u"].GetValue(0)!;
        Assert.Equal(("str", null, "text"), (u["tag"], u["num"], u["str"]));
        Native.Open(0, out var database);
        Native.Connect(database, out var connection);
        try
        {
            foreach (var setting in new[] { "SET arrow_output_version = '1.5'", "SET produce_arrow_string_view = true", "SET arrow_output_list_view = true" })
            {
                Assert.Equal(0, Native.QueryArrow(connection, setting, out var done));
                Native.DestroyArrow(ref done);
            }
            Assert.Equal(0, Native.QueryArrow(connection, sql, out var result));
            var seen = 0L;
            var formats = new HashSet<string>();
            while (true)
            {
                ArrowArray part = default;
                var partAt = (nint)(&part);
                Assert.Equal(0, Native.ArrowArrayOf(result, &partAt));
                if (part.Release is null) { break; }
                ArrowSchema schema = default;
                var schemaAt = (nint)(&schema);
                Assert.Equal(0, Native.ArrowSchemaOf(result, &schemaAt));
                for (var i = 0; i < schema.ChildCount; i++) { formats.Add(Marshal.PtrToStringUTF8((nint)schema.Children[i]->Format)!); }
                var read = Table.ImportArrow(&schema, &part);
                AllTypes.AssertSameValues(expected.Slice(seen, read.RowCount), read);
                seen += read.RowCount;
            }
            Assert.Equal(3000, seen);
            Assert.Superset(new HashSet<string> { "vu", "+vl", "+us:0,1" }, formats);
            Native.DestroyArrow(ref result);
        }
        finally
        {
            Native.Disconnect(ref connection);
            Native.Close(ref database);
        }
    }

    private static partial class Native
    {
        // The engine that the test opened first has loaded the library; its path is asked of the loader again.
        static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == "duckdb" ? NativeLibrary.Load(Path()) : 0);

        private static string Path() => File.ReadLines("/proc/self/maps").Where(l => l.EndsWith("libduckdb.so", StringComparison.Ordinal)).Select(l => l[l.IndexOf('/', StringComparison.Ordinal)..]).First();

        [LibraryImport("duckdb", EntryPoint = "duckdb_open")]
        public static partial int Open(nint path, out nint database);
        [LibraryImport("duckdb", EntryPoint = "duckdb_connect")]
        public static partial int Connect(nint database, out nint connection);
        [LibraryImport("duckdb", EntryPoint = "duckdb_disconnect")]
        public static partial void Disconnect(ref nint connection);
        [LibraryImport("duckdb", EntryPoint = "duckdb_close")]
        public static partial void Close(ref nint database);
        [LibraryImport("duckdb", EntryPoint = "duckdb_arrow_array_scan", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int ArrayScan(nint connection, string name, ArrowSchema* schema, ArrowArray* array, out nint stream);
        [LibraryImport("duckdb", EntryPoint = "duckdb_query_arrow", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int QueryArrow(nint connection, string sql, out nint result);
        [LibraryImport("duckdb", EntryPoint = "duckdb_query_arrow_schema")]
        public static partial int ArrowSchemaOf(nint result, nint* schema);
        [LibraryImport("duckdb", EntryPoint = "duckdb_query_arrow_array")]
        public static partial int ArrowArrayOf(nint result, nint* array);
        [LibraryImport("duckdb", EntryPoint = "duckdb_destroy_arrow")]
        public static partial void DestroyArrow(ref nint result);
        [LibraryImport("duckdb", EntryPoint = "duckdb_destroy_arrow_stream")]
        public static partial void DestroyStream(ref nint stream);
    }
}
