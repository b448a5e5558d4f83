using System.Diagnostics;
using System.Globalization;
using Sinogram.Data;
using Sinogram.Data.Postgres;
using Sinogram.Testing;

namespace Sinogram.Benchmarks.Data;

/// <summary>COPY to and from Debian's PostgreSQL server beside psql's \copy of the same rows as CSV.</summary>
internal sealed class PostgresBenchmark : IBenchmark
{
    private const long Rows = 2_000_000;

    public IEnumerable<Row> Measure()
    {
        var server = PostgresServer.TryStartAsync().GetAwaiter().GetResult() ?? throw new BenchmarkException("PostgreSQL's server is missing: apt-get install postgresql");
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-").FullName;
        try
        {
            using var engine = new DuckDbEngine();
            engine.Execute(TableCases.Create.Replace("{rows}", Rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), CancellationToken.None);
            var table = engine.Query("SELECT * FROM t", CancellationToken.None);
            var csv = Path.Combine(folder, "t.csv");
            engine.Export("SELECT * FROM t", csv, cancellationToken: CancellationToken.None);
            var database = new PostgresDatabase(server.ConnectionString);
            var write = Best(() => database.WriteAsync(table, "ours", PostgresWrite.Replace).GetAwaiter().GetResult());
            Psql(server, "CREATE TABLE theirs (LIKE ours)");
            var theirWrite = Best(() =>
            {
                Psql(server, "TRUNCATE theirs");
                Psql(server, $"\\copy theirs FROM '{csv}' WITH (FORMAT csv, HEADER true)");
            });
            yield return new Row("table to PostgreSQL, 2M rows × 8", write, theirWrite, "s", "psql \\copy, csv");
            var read = Best(() => database.QueryAsync("SELECT * FROM ours").GetAwaiter().GetResult());
            var theirRead = Best(() => Psql(server, $"\\copy theirs TO '{csv}' WITH (FORMAT csv)"));
            yield return new Row("PostgreSQL to table, 2M rows × 8", read, theirRead, "s", "psql \\copy, csv");
            database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static double Best(Action act)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            act();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static void Psql(PostgresServer server, string command)
    {
        var start = new ProcessStartInfo("psql", ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-c", command]) { RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = PostgresServer.Password;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) { throw new BenchmarkException($"psql ended with {process.ExitCode}"); }
    }
}
