using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>What is offered while a query is written; the bar is the cursor.</summary>
public sealed class DrillCompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-drill-complete-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });

    public DrillCompletionTests()
    {
        using var engine = new DuckDbEngine();
        Directory.CreateDirectory(Path.Combine(_folder, "scans"));
        engine.WriteParquet(new Table(Column.Of("Modality", ["CT"]), Column.Of("Rows", [512L])), Path.Combine(_folder, "scans", "part-0.parquet"));
        File.WriteAllText(Path.Combine(_folder, "n.json"), "{\"who\": {\"age\": 61}, \"seen\": [{\"at\": \"x\"}]}\n");
        _drill.SetWorkspace("dfs", _folder);
        _drill.SetWorkspace("dfs.tmp", _folder, writable: true);
        _drill.Register("series", new Table(Column.Of("Images", [1])));
    }

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("SELECT * FROM d|", "dfs", 14)]
    [InlineData("SELECT * FROM s|", "series", 14)]
    [InlineData("SELECT * FROM dfs.|", "tmp", 18)]
    [InlineData("SELECT * FROM dfs.`sc|", "scans/", 19)]
    [InlineData("SELECT * FROM dfs.`scans/p|", "part-0.parquet", 25)]
    [InlineData("SELECT Mod| FROM dfs.`scans`", "Modality", 7)]
    [InlineData("SELECT t.R| FROM dfs.`scans` t", "`Rows`", 9)]
    [InlineData("SELECT repeated_co| FROM series", "REPEATED_COUNT", 7)]
    [InlineData("SELECT Images FROM series WHE|", "WHERE", 26)]
    [InlineData("SELECT * FROM sys.o|", "options", 18)]
    [InlineData("SELECT t.who.a| FROM dfs.`n.json` t", "age", 13)]
    [InlineData("SELECT t.seen[0].| FROM dfs.`n.json` t", "at", 17)]
    [InlineData("WITH q AS (SELECT Modality, COUNT(*) AS n FROM dfs.`scans` GROUP BY Modality) SELECT q.|", "n", 87)]
    [InlineData("WITH q AS (SELECT Modality, COUNT(*) AS n FROM dfs.`scans` GROUP BY Modality) SELECT q.M| FROM q", "Modality", 87)]
    [InlineData("WITH q (kind, n) AS (SELECT Modality, 1 FROM dfs.`scans`), r AS (SELECT * FROM q) SELECT x.k| FROM r x", "kind", 91)]
    [InlineData("WITH q AS (SELECT t.who FROM dfs.`n.json` t) SELECT q.who.| FROM q", "age", 58)]
    [InlineData("WITH counts AS (SELECT 1 AS n) SELECT * FROM c|", "counts", 45)]
    [InlineData("SELECT s.| FROM (SELECT Images * 2 AS doubled, Images FROM series) AS s", "doubled", 9)]
    [InlineData("SELECT s.E| FROM (SELECT Images * 2, MAX(Images) FROM series) s", "`EXPR$1`", 9)]
    [InlineData("SELECT dou| FROM (SELECT Images * 2 doubled FROM series) s", "doubled", 7)]
    [InlineData("SHOW F|", "FILES", 5)]
    [InlineData("SET |", "`store.format`", 4)]
    [InlineData("ALTER SESSION SET `store.f|", "store.format", 19)]
    public void Schemas_files_columns_functions_and_keywords_are_offered(string text, string offered, int start)
    {
        var position = text.IndexOf('|', StringComparison.Ordinal);
        var (from, items) = _drill.Complete(text.Remove(position, 1), position);
        Assert.Contains(offered, items.Select(i => i.Text));
        Assert.Equal(start, from);
    }

    [Theory]
    [InlineData("SELECT n.who.a|ge FROM dfs.`n.json` n", "n.who.age  BIGINT")]
    [InlineData("WITH q AS (SELECT Images FROM series) SELECT q.Im|ages FROM q", "q.Images  INTEGER")]
    [InlineData("SELECT se|en FROM dfs.`n.json` n", "seen  ARRAY<STRUCT<at VARCHAR>>")]
    [InlineData("SELECT 1 FROM dfs.`sc|ans`", "dfs.scans: 2 columns\nModality  VARCHAR\n`Rows`  BIGINT")]
    [InlineData("SELECT UP|PER(Modality) FROM dfs.`scans`", "UPPER(…): a function of Drill's")]
    public void What_is_known_of_a_name_is_told(string text, string known)
    {
        var position = text.IndexOf('|', StringComparison.Ordinal);
        Assert.Equal(known, _drill.Inspect(text.Remove(position, 1), position));
    }

    [Theory]
    [InlineData("SELECT 'Imag| FROM series")]
    [InlineData("SELECT 1 -- Imag|")]
    public void Nothing_is_offered_within_a_text_or_a_comment(string text)
    {
        var position = text.IndexOf('|', StringComparison.Ordinal);
        Assert.Empty(_drill.Complete(text.Remove(position, 1), position).Items);
    }

    [Theory]
    [InlineData("SELECT 'abc")]
    [InlineData("SELECT * FROM dfs.`../")]
    [InlineData("WITH RECURSIVE q (a) AS (SELECT q.a FROM q, (SELECT * FROM (SELECT q.* FROM q) x) y) SELECT q.a.")]
    [InlineData("WITH q AS (((")]
    [InlineData("")]
    [InlineData("SELECT x. FROM nothing")]
    public void Half_written_text_is_no_error(string text)
    {
        for (var i = 0; i <= text.Length; i++) { Assert.NotNull(_drill.Complete(text, i).Items); }
    }
}
