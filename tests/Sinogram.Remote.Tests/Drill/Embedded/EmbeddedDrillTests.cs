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

    [Theory]
    [InlineData("SELECT a FROM dfs.`nowhere`", "There is no file or folder `nowhere`", "dfs")]
    [InlineData("SELECT a FROM hive.x", "storage dfs (files), not 'hive'", "hive")]
    [InlineData("SELECT a FROM nothing", "There is no table 'nothing'", "nothing")]
    [InlineData("SELECT secret FROM dfs.`restricted/map.parquet`", "There is no file or folder", "dfs")]
    [InlineData("SELECT secret FROM dfs.`*/map.parquet`", "There is no file or folder", "dfs")]
    [InlineData("SELECT a FROM dfs.`../x`", "leads out of the workspace", "dfs")]
    [InlineData("SELECT Rows FROM dfs.catalog", "'Rows' is a reserved word in Drill", "Rows")]
    [InlineData("SELECT 7 % 2 AS x", "MOD(a, b)", "%")]
    [InlineData("SELECT x FROM (VALUES (1)) AS t(x) QUALIFY x = 1", "does not follow QUALIFY", "QUALIFY")]
    [InlineData("SELECT CONVERT_FROM(x, 'JSON') AS y FROM (VALUES ('{}')) AS t(x)", "the function CONVERT_FROM", "CONVERT_FROM")]
    [InlineData("CREATE TABLE dfs.tmp.x AS SELECT 1 AS a", "the statement CREATE", "CREATE")]
    [InlineData("SELECT 1 AS a FORM x", "stands where", "FORM")]
    [InlineData("SELECT \"a\" FROM dfs.catalog", "double quotes", "\"a\"")]
    [InlineData("SELECT 'a", "never ends", "'a")]
    [InlineData("SELECT `a", "never ends", "`a")]
    [InlineData("SELECT 1 /* x", "never ends", "/* x")]
    [InlineData("SELECT flatten(a) AS x, flatten(b) AS y FROM (VALUES (1, 2)) AS t(a, b)", "two FLATTEN", "SELECT")]
    public void What_is_wrong_or_not_followed_is_named_with_its_place(string sql, string message, string at)
    {
        var error = Assert.Throws<DrillException>(() => _drill.Run(sql));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(sql.IndexOf(at, StringComparison.Ordinal), error.Offset);
    }

    [Fact]
    public void An_error_of_the_engine_points_into_the_users_sql()
    {
        const string sql = "SELECT dir0,\n  nothere\nFROM dfs.catalog";
        var error = Assert.Throws<DrillException>(() => _drill.Run(sql));
        Assert.Equal(sql.IndexOf("nothere", StringComparison.Ordinal), error.Offset);
    }

    [Fact]
    public void Nulls_sort_as_the_largest_value_as_in_drill()
    {
        const string from = "FROM (VALUES (1), (CAST(NULL AS INT)), (2)) AS t(x) ORDER BY x";
        Assert.Equal([1, 2, null], _drill.Run($"SELECT x {from}").Table["x"].ToArray<int?>());
        Assert.Equal([null, 2, 1], _drill.Run($"SELECT x {from} DESC").Table["x"].ToArray<int?>());
    }

    [Fact]
    public void Random_token_soup_is_refused_or_translated_and_never_crashes()
    {
        var random = new Random(11);
        string[] words = ["SELECT", "FROM", "WHERE", "(", ")", ",", "*", "a", "`b`", "dfs", ".", "1", "'x'", "AND", "NOT", "CASE", "WHEN", "END", "CAST", "AS", "INT", "[", "]", "0", "-", "/", "OVER", "ORDER", "BY", "VALUES", "JOIN", "ON", "IN", "IS", "NULL", "FLATTEN", "COUNT", "INTERVAL", "DAY", "WITH", "UNION", "`", "'", "$", ";"];
        for (var i = 0; i < 20_000; i++)
        {
            var sql = "SELECT " + string.Join(' ', Enumerable.Range(0, random.Next(1, 25)).Select(_ => words[random.Next(words.Length)]));
            try { _ = _drill.Translate(sql); }
            catch (DrillException) { }
        }
        Assert.Throws<DrillException>(() => _drill.Translate("SELECT " + new string('(', 100_000)));
        Assert.Throws<DrillException>(() => _drill.Translate("SELECT " + string.Concat(Enumerable.Repeat("NOT ", 100_000))));
        Assert.Throws<DrillException>(() => _drill.Translate("SELECT " + new string('-', 1) + string.Concat(Enumerable.Repeat(" -", 100_000))));
    }
}
