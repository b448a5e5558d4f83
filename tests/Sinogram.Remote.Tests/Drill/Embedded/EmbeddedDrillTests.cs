using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

public sealed class EmbeddedDrillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-drill-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 512L << 20 });

    public EmbeddedDrillTests()
    {
        using var engine = new DuckDbEngine();
        foreach (var (modality, year, count) in (ReadOnlySpan<(string, string, int)>)[("CT", "2023", 3), ("CT", "2024", 2), ("MR", "2024", 4)])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "catalog", $"m={modality}", $"y={year}")).FullName;
            engine.WriteParquet(new Table(Column.Of("SOPInstanceUID", Enumerable.Range(0, count).Select(i => $"2.25.{modality}{year}{i}")), Column.Of("Rows", Enumerable.Repeat(512L, count))),
                Path.Combine(folder, "part-0.parquet"));
        }
        Directory.CreateDirectory(Path.Combine(_folder, "restricted"));
        engine.WriteParquet(new Table(Column.Of("secret", [1])), Path.Combine(_folder, "restricted", "map.parquet"));
        _drill.SetWorkspace("dfs", _folder);
        _drill.SetWorkspace("dfs.catalog", Path.Combine(_folder, "catalog"));
        _drill.Forbid(Path.Combine(_folder, "restricted"));
    }

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("dfs.`catalog`")]
    [InlineData("dfs.catalog")]
    [InlineData("dfs.catalog.`.`")]
    [InlineData("dfs.`/catalog/*/*/*.parquet`")]
    public void The_catalogue_is_read_with_its_folders(string table)
    {
        var rows = _drill.Run($"SELECT dir0, dir1, COUNT(*) AS n, SUM(`Rows`) FROM {table} GROUP BY dir0, dir1 ORDER BY dir0, dir1").Table;
        Assert.Equal(["m=CT", "m=CT", "m=MR"], rows["dir0"].ToArray<string>());
        Assert.Equal([3L, 2, 4], rows["n"].ToArray<long>());
        Assert.Equal("EXPR$3", rows.Schema[3].Name);
        Assert.Equal(DataType.Int64, rows.Schema[3].Type);
    }

    [Fact]
    public void What_JSON_files_hold_is_found_out_once_and_again_when_they_change()
    {
        var file = Path.Combine(_folder, "a.json");
        File.WriteAllText(file, "{\"b\": 1, \"a\": \"x\"}\n{\"b\": \"y\"}\n");
        var first = _drill.Run("SELECT * FROM dfs.`a.json`");
        Assert.Equal(["b", "a"], first.Table.Schema.Select(f => f.Name));
        Assert.Contains("'b' holds values of several kinds", Assert.Single(first.Notices), StringComparison.Ordinal);
        Assert.Empty(_drill.Run("SELECT COUNT(*), MAX(a) FROM dfs.`a.json`").Notices);
        Assert.Single(_drill.Run("SELECT t.* FROM dfs.`a.json` t").Notices);
        File.WriteAllText(file, "{\"c\": {\"d e\": [1.5]}}\n");
        Assert.Equal(1.5, _drill.Run("SELECT t.c.`d e`[0] AS x FROM dfs.`a.json` t").Table.GetValue(0, "x"));
    }

    [Theory]
    [InlineData("{\"a\": 1}\n{\"m\": {\"b\": 1, \"b\": 2}}\n", "a.json, line 2: an object has the field \"b\" twice.")]
    [InlineData("{\"a\": DEEP}", "The values of a.json are nested deeper than the embedded engine follows.")]
    [InlineData("UTF-16", "a.json is JSON in UTF-16; it is read in UTF-8.")]
    public void What_a_JSON_file_holds_that_is_not_followed_is_told_in_our_words(string text, string message)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        File.WriteAllText(Path.Combine(_folder, "a.json"), text == "UTF-16" ? "{\"a\": 1}" : text.Replace("DEEP", deep, StringComparison.Ordinal), text == "UTF-16" ? System.Text.Encoding.Unicode : new System.Text.UTF8Encoding(false));
        var error = Assert.Throws<DrillException>(() => _drill.Run("SELECT * FROM dfs.`a.json`"));
        Assert.Equal(message, error.Message);
        Assert.Equal(14, error.Offset);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_star_brings_the_folders_and_no_other_implicit_column()
    {
        Assert.Equal(["SOPInstanceUID", "Rows", "dir0", "dir1"], _drill.Run("SELECT * FROM dfs.catalog LIMIT 1").Table.Schema.Select(f => f.Name));
        Assert.Equal(["SOPInstanceUID", "Rows", "dir0", "dir1"], _drill.Run("SELECT * FROM dfs.catalog WHERE filename = 'part-0.parquet' LIMIT 1").Table.Schema.Select(f => f.Name));
    }

    [Fact]
    public void A_registered_table_joins_the_catalogue()
    {
        _drill.Register("features", new Table(Column.Of("SOPInstanceUID", "2.25.CT20230", "2.25.MR20243"), Column.Of("mean", 1.5, 2.5)));
        var rows = _drill.Run("SELECT c.dir0, f.mean FROM dfs.catalog c JOIN features f ON c.SOPInstanceUID = f.SOPInstanceUID ORDER BY f.mean DESC").Table;
        Assert.Equal(["m=MR", "m=CT"], rows["dir0"].ToArray<string>());
    }

    [Fact]
    public void Parameters_are_bound()
    {
        var result = _drill.Run("SELECT COUNT(*) AS n FROM dfs.catalog WHERE dir0 = $modality", new QueryOptions { Parameters = new Dictionary<string, object?> { ["modality"] = "m=MR" } });
        Assert.Equal(4L, result.Table[0].GetValue(0));
    }

    [Fact]
    public void A_list_is_bound_by_its_type_and_counts_as_the_values_of_in()
    {
        long Count(string condition, object? list) => (long)_drill.Run($"SELECT COUNT(*) AS n FROM (VALUES (1), (2), (3), (CAST(NULL AS INT))) AS t(x) WHERE {condition}", new QueryOptions { Parameters = new Dictionary<string, object?> { ["list"] = list } }).Table.GetValue(0, "n")!;
        Assert.Equal(2, Count("x IN @list", new[] { 1, 3, 9 }));
        Assert.Equal(2, Count("x IN ($list)", new List<long> { 1, 3 }));
        Assert.Equal(1, Count("x NOT IN @list", new[] { 1, 3 }));
        Assert.Equal(0, Count("x NOT IN @list", new int?[] { 1, null }));
        Assert.Equal(0, Count("x IN @list", Array.Empty<int>()));
        Assert.Equal(1, Count("x IN @list", new[] { "2", "5" }));
        Assert.Equal(4, Count("'it''s' IN @list", new[] { "it's", "' OR 1=1 --" }));
        Assert.Equal(3, Count("x IN @list OR x = 2", new[] { 1.0, 3.0 }));
        Assert.Contains("no value of SQL", Assert.Throws<DrillException>(() => Count("x IN @list", new Uri("http://a"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT a FROM dfs.`nowhere`", "Object 'nowhere' not found within 'dfs'", "dfs")]
    [InlineData("SELECT a FROM hive.x", "Schema 'hive' not found", "hive")]
    [InlineData("SELECT a FROM nothing", "Object 'nothing' not found", "nothing")]
    [InlineData("SELECT secret FROM dfs.`restricted/map.parquet`", "not found within 'dfs'", "dfs")]
    [InlineData("SELECT secret FROM dfs.`*/map.parquet`", "not found within 'dfs'", "dfs")]
    [InlineData("SELECT a FROM dfs.`../x`", "takes you outside the workspace", "dfs")]
    [InlineData("SELECT Rows FROM dfs.catalog", "'Rows' is a reserved word in Drill", "Rows")]
    [InlineData("SELECT 7 % 2 AS x", "MOD(a, b)", "%")]
    [InlineData("CREATE TABLE dfs.tmp.x AS SELECT 1 AS a", "Unable to create or drop objects", "dfs")]
    [InlineData("SELECT 1 AS a FORM x", "stands where", "FORM")]
    [InlineData("SELECT \"a\" FROM dfs.catalog", "double quotes", "\"a\"")]
    [InlineData("SELECT 'a", "never ends", "'a")]
    [InlineData("SELECT `a", "never ends", "`a")]
    [InlineData("SELECT 1 /* x", "never ends", "/* x")]
    [InlineData("SELECT flatten(a) AS x FROM (VALUES (1, 2)) AS t(a, b)", "non-list values", "flatten")]
    [InlineData("SELECT x FROM (VALUES ('a')) AS t(x) WHERE x ILIKE 'A%'", "as a function only", "ILIKE")]
    [InlineData("SELECT xx FROM (VALUES (1)) AS t(x)", "Column 'xx' not found in any table", "xx")]
    [InlineData("SELECT t.xx FROM (VALUES (1)) AS t(x)", "Column 'xx' not found in table 't'", "xx")]
    [InlineData("SELECT u.x FROM (VALUES (1)) AS t(x)", "Table 'u' not found", "u")]
    [InlineData("SELECT 1 AS a; SELECT 2 AS b", "two statements", "SELECT 2")]
    public void What_is_wrong_or_not_followed_is_named_with_its_place(string sql, string message, string at)
    {
        var error = Assert.Throws<DrillException>(() => _drill.Run(sql));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(sql.IndexOf(at, StringComparison.Ordinal), error.Offset);
    }

    [Fact]
    public void An_error_of_the_engine_points_into_the_users_sql()
    {
        const string sql = "SELECT dir0,\n  SUM(`Rows`)\nFROM dfs.catalog";
        var error = Assert.Throws<DrillException>(() => _drill.Run(sql));
        Assert.Contains("is not being grouped", error.Message, StringComparison.Ordinal);
        Assert.Equal(sql.IndexOf("dir0", StringComparison.Ordinal), error.Offset);
    }

    [Fact]
    public void A_column_that_no_file_has_is_null_as_in_drill_and_said_so()
    {
        var result = _drill.Run("SELECT SOPInstanceUIDs FROM dfs.catalog");
        Assert.Equal(9, result.Table["SOPInstanceUIDs"].NullCount);
        Assert.Contains("Did you mean 'SOPInstanceUID'?", Assert.Single(result.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_sort_as_the_largest_value_as_in_drill()
    {
        const string from = "FROM (VALUES (1), (CAST(NULL AS INT)), (2)) AS t(x) ORDER BY x";
        Assert.Equal([1, 2, null], _drill.Run($"SELECT x {from}").Table["x"].ToArray<int?>());
        Assert.Equal([null, 2, 1], _drill.Run($"SELECT x {from} DESC").Table["x"].ToArray<int?>());
    }
}
