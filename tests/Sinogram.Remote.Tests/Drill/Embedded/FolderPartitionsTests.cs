using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Folders written as <c>key=value</c> are told as every other folder is: by their names, whatever the engine makes of them.</summary>
public sealed class FolderPartitionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-partitions-").FullName;
    private readonly DuckDbEngine _writer = new(new EngineOptions { MemoryLimit = 128L << 20 });

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("m=CT/y=2024", "m=MR/y=2023")]
    [InlineData("m=CT/y=2024", "m=MR/y=none")]
    [InlineData("m=a%20b", "m=c")]
    [InlineData("m=a b", "m=ä+1")]
    [InlineData("m=__HIVE_DEFAULT_PARTITION__", "m=x")]
    [InlineData("a=1", "A=1")]
    [InlineData("a=1/a=2", "a=3/a=4")]
    [InlineData("filename=1", "filename=2")]
    [InlineData("v=1", "v=2")]
    [InlineData("m=CT", "MR")]
    [InlineData("m=CT", "m=MR/y=2023")]
    [InlineData("m=CT", "n=MR")]
    [InlineData("m=", "m=x")]
    [InlineData("m=1=2", "m=3")]
    [InlineData("m=007", "m=1e5")]
    public void Folders_are_told_by_their_names(string first, string second)
    {
        Write(first, "SELECT 'first' AS v");
        Write(second, "SELECT 'second' AS v, 1.5 AS w");
        using var drill = Engine(_folder);
        // Of a set of files of one depth, all folders are there; the others are null.
        var rows = drill.Run("SELECT * FROM dfs.`.`").Table;
        var told = Enumerable.Range(0, (int)rows.RowCount).Select(r => string.Join('/', Enumerable.Range(0, 2).Select(i => "dir" + i).Where(n => rows.Schema.Any(f => f.Name == n)).Select(n => (string?)rows.GetValue(r, n)).OfType<string>()) + ":" + rows.GetValue(r, "v"));
        Assert.Equal(new[] { first + ":first", second + ":second" }.Order(), told.Order());
        Assert.Equal(first.Contains('/') || second.Contains('/') ? ["dir0", "dir1", "v", "w"] : ["dir0", "v", "w"], rows.Schema.Select(f => f.Name).Order());
        Assert.Equal("second", drill.Run("SELECT v FROM dfs.`.` WHERE dir0 = '" + second.Split('/')[0] + "'").Table.GetValue(0, "v"));
    }

    [Theory]
    [InlineData("SELECT dir0, COUNT(*) AS n FROM dfs.`.` GROUP BY dir0 ORDER BY dir0", "m=CT:3 m=MR:2")]
    [InlineData("SELECT dir0 AS d, COUNT(*) AS n FROM dfs.`.` GROUP BY d ORDER BY 1 DESC", "m=MR:2 m=CT:3")]
    [InlineData("SELECT t.dir0, COUNT(*) AS n FROM dfs.`.` t GROUP BY 1 ORDER BY COUNT(*)", "m=MR:2 m=CT:3")]
    [InlineData("SELECT UPPER(dir0) || '!', COUNT(*) AS n FROM dfs.`.` GROUP BY dir0 HAVING dir0 > 'm=C' ORDER BY dir0", "M=CT!:3 M=MR!:2")]
    [InlineData("SELECT SUBSTR(dir0, 3), SUM(v) AS n FROM dfs.`.` GROUP BY SUBSTR(dir0, 3) ORDER BY 1", "CT:3 MR:1")]
    [InlineData("SELECT dir0, COUNT(DISTINCT dir1) AS n FROM dfs.`.` GROUP BY dir0 ORDER BY dir0", "m=CT:2 m=MR:1")]
    [InlineData("SELECT a.dir0, COUNT(*) AS n FROM dfs.`.` a JOIN dfs.`.` b ON a.dir0 = b.dir0 GROUP BY a.dir0 ORDER BY 1", "m=CT:9 m=MR:4")]
    [InlineData("SELECT dir0, COUNT(*) AS n FROM dfs.`.` a JOIN dfs.`.` b USING (dir0) GROUP BY dir0 ORDER BY 1", "m=CT:9 m=MR:4")]
    [InlineData("WITH w AS (SELECT * FROM dfs.`.`) SELECT dir0, COUNT(*) AS n FROM w GROUP BY dir0 ORDER BY dir0", "m=CT:3 m=MR:2")]
    [InlineData("SELECT dir0, COUNT(*) AS n FROM (SELECT dir0, dir1 FROM dfs.`.` GROUP BY dir0, dir1) GROUP BY dir0 ORDER BY dir0", "m=CT:2 m=MR:1")]
    [InlineData("SELECT dir0, n FROM (SELECT dir0, ROW_NUMBER() OVER (PARTITION BY dir0 ORDER BY v DESC) AS n FROM dfs.`.`) WHERE n = 2 ORDER BY dir0", "m=CT:2 m=MR:2")]
    [InlineData("SELECT dir0, 1 AS n FROM dfs.`.` UNION SELECT DISTINCT dir0, 1 FROM dfs.`.` ORDER BY 1", "m=CT:1 m=MR:1")]
    public void Rows_are_grouped_by_the_names_of_their_folders(string sql, string rows)
    {
        Write("m=CT/y=2024", "SELECT range AS v FROM range(2)");
        Write("m=CT/y=2023", "SELECT 2 AS v");
        Write("m=MR/y=2024", "SELECT range AS v FROM range(2)");
        using var drill = Engine(_folder);
        var table = drill.Run(sql).Table;
        Assert.Equal(rows, string.Join(' ', Enumerable.Range(0, (int)table.RowCount).Select(r => $"{table.Columns[0].GetValue(r)}:{table.Columns[1].GetValue(r)}")));
    }

    [Fact]
    public void A_key_in_the_path_of_the_workspace_is_no_column()
    {
        Write("x=1/catalog/m=CT", "SELECT 'one' AS v, 'own' AS x");
        using var drill = Engine(Path.Combine(_folder, "x=1"));
        var rows = drill.Run("SELECT * FROM dfs.`catalog`").Table;
        Assert.Equal(["v", "x", "dir0"], rows.Schema.Select(f => f.Name));
        Assert.Equal(("one", "own", "m=CT"), ((string?)rows.GetValue(0, "v"), (string?)rows.GetValue(0, "x"), (string?)rows.GetValue(0, "dir0")));
    }

    [Fact]
    public void What_a_condition_on_folders_leaves_out_is_not_read()
    {
        Write("m=CT/y=2024", "SELECT range AS v FROM range(20000)");
        var broken = Write("m=MR/y=2024", "SELECT range AS v FROM range(20000)");
        // The data are damaged, what describes them is not.
        using (var file = File.OpenWrite(broken)) { file.Write(new byte[64], 0, 64); }
        using var drill = Engine(_folder);
        Assert.Equal(20000L, drill.Run("SELECT COUNT(v) AS n FROM dfs.`.` WHERE dir0 = 'm=CT' AND v >= 0").Table.GetValue(0, "n"));
        Assert.Throws<DrillException>(() => drill.Run("SELECT COUNT(v) AS n FROM dfs.`.` WHERE v >= 0"));
    }

    private static EmbeddedDrill Engine(string folder)
    {
        var drill = new EmbeddedDrill(new EngineOptions { MemoryLimit = 256L << 20 });
        drill.SetWorkspace("dfs", folder);
        return drill;
    }

    private string Write(string folder, string sql)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "part-0.parquet");
        _writer.Execute($"COPY ({sql}) TO {DuckDbEngine.Literal(path)} (FORMAT parquet)", CancellationToken.None);
        return path;
    }
}
