using System.Diagnostics;
using System.Text.Json;
using Sinogram.Benchmarks.Data;
using Sinogram.Data;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Benchmarks.Drill;

/// <summary>Our side of the figures of Drill, each in a process of its own.</summary>
internal static class DrillCases
{
    private static readonly string[] Queries =
    [
        "SELECT Modality, COUNT(*) AS n, AVG(Thickness) AS t FROM series WHERE Images > 5 GROUP BY Modality HAVING COUNT(*) > 0 ORDER BY n DESC LIMIT 10",
        "WITH a AS (SELECT Modality m, SUM(Images) n FROM series GROUP BY Modality) SELECT s.Series, a.n, CASE WHEN s.Images > 50 THEN 'many' ELSE 'few' END c FROM series s JOIN a ON s.Modality = a.m ORDER BY 1",
        "SELECT Series, ROW_NUMBER() OVER (PARTITION BY Modality ORDER BY Images DESC) r, CAST(Images AS VARCHAR) || ' images' t FROM series WHERE Modality IN ('CT', 'MR') AND Thickness IS NOT NULL",
    ];

    /// <summary>Runs a case and prints its figures as JSON.</summary>
    public static async Task<int> RunAsync(string name, string argument, string rows)
    {
        var result = name switch
        {
            "client" => await ClientAsync(new Uri(argument), rows).ConfigureAwait(false),
            "translate" => Translate(),
            "catalog" => Catalog(argument, isCold: rows == "cold"),
            _ => throw new BenchmarkException($"there is no case {name}"),
        };
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static async Task<Dictionary<string, double>> ClientAsync(Uri url, string rows)
    {
        var path = Path.Combine(Path.GetTempPath(), $"sinogram-bench-{Guid.NewGuid():N}.jsonl");
        try
        {
            using var client = new DrillClient(new DrillServerOptions { Url = url });
            var watch = Stopwatch.StartNew();
            var written = await client.Query($"{rows} ").ExportJsonLinesAsync(path, CancellationToken.None).ConfigureAwait(false);
            return new() { ["seconds"] = watch.Elapsed.TotalSeconds, ["rows"] = written, ["peak"] = TableCases.PeakMebibytes() };
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Parsing and translating beside what the engine itself needs to plan the same query.</summary>
    private static Dictionary<string, double> Translate()
    {
        using var drill = new EmbeddedDrill();
        using var engine = new DuckDbEngine();
        var series = new Table(Column.Of("Series", "A", "B"), Column.Of("Modality", "CT", "MR"), Column.Of("Images", 64, 20), Column.Of("Thickness", 1.25, 2.5));
        drill.Register("series", series);
        engine.Register("series", series);
        string[] own = [.. Queries.Select(q => q.Replace("CAST(Images AS VARCHAR)", "Images::VARCHAR", StringComparison.Ordinal))];
        double Time(Action run)
        {
            for (var i = 0; i < 50; i++) { run(); }
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 300; i++) { run(); }
            return watch.Elapsed.TotalMilliseconds / 300 / Queries.Length;
        }
        return new()
        {
            ["milliseconds"] = Time(() => { foreach (var q in Queries) { drill.Translate(q); } }),
            ["engine"] = Time(() => { foreach (var q in own) { engine.Query("EXPLAIN " + q, CancellationToken.None); } }),
        };
    }

    private static Dictionary<string, double> Catalog(string folder, bool isCold)
    {
        var best = double.MaxValue;
        for (var round = 0; round < (isCold ? 20 : 60); round++)
        {
            if (isCold) { Forget(folder); }
            var watch = Stopwatch.StartNew();
            using var drill = new EmbeddedDrill();
            drill.SetWorkspace("dfs.catalog", folder, defaultFormat: "parquet");
            if (drill.Run("SELECT dir0, dir1, COUNT(*) AS n, AVG(SliceThickness) AS t FROM dfs.catalog.`.` GROUP BY dir0, dir1 ORDER BY dir0, dir1", new QueryOptions { IsPublic = true }).Table.RowCount == 0) { throw new BenchmarkException("the catalogue gives no rows"); }
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return new() { ["seconds"] = best };
    }

    /// <summary>Lets the system forget what it holds of the files in memory.</summary>
    private static void Forget(string folder)
    {
        using var process = Process.Start("/bin/sh", ["-c", "find \"$0\" -type f -exec dd of={} oflag=nocache conv=notrunc,fdatasync count=0 status=none \\;", folder]);
        process.WaitForExit();
    }
}
