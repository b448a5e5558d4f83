using System.Diagnostics;
using System.Globalization;
using Sinogram.Data;
using Sinogram.Testing;

namespace Sinogram.Benchmarks.Data;

/// <summary>COPY to and from Debian's PostgreSQL server beside psql's \copy of the same rows as CSV; time, and peak memory of each program.</summary>
internal sealed class PostgresBenchmark : IBenchmark
{
    /// <summary>The variable that names the server to a case in a process of its own.</summary>
    public const string Server = "SINOGRAM_BENCH_POSTGRES";

    private const long Rows = 2_000_000;
    // Runs a program and says its seconds and its peak of memory, in KiB.
    private const string Watch = "import resource, subprocess, sys, time; t = time.monotonic(); r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        + "print(time.monotonic() - t, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(r)";

    public IEnumerable<Row> Measure()
    {
        var server = PostgresServer.TryStartAsync().GetAwaiter().GetResult() ?? throw new BenchmarkException("PostgreSQL's server is missing: apt-get install postgresql");
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-").FullName;
        Environment.SetEnvironmentVariable(Server, server.ConnectionString);
        try
        {
            var csv = Path.Combine(folder, "t.csv");
            using (var engine = new DuckDbEngine())
            {
                engine.Export(TableCases.Create.Replace("{rows}", Rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)["CREATE TABLE t AS ".Length..], csv, cancellationToken: CancellationToken.None);
            }

            var write = TableBenchmark.Ours("copy-write", Rows);
            Psql(server, "CREATE TABLE theirs (LIKE ours)");
            var theirWrite = Best(server, $"\\copy theirs FROM '{csv}' WITH (FORMAT csv, HEADER true)", before: "TRUNCATE theirs");
            yield return new Row("table to PostgreSQL, 2M rows × 8", (double)write["seconds"]!, theirWrite.Seconds, "s", "psql \\copy, csv");
            yield return new Row("table to PostgreSQL: peak memory", (double)write["peak"]!, theirWrite.Peak, "MiB", "psql \\copy, which holds no table");
            var streamed = TableBenchmark.Ours("copy-stream", Rows);
            yield return new Row("query to PostgreSQL, 2M rows × 8", (double)streamed["seconds"]!, theirWrite.Seconds, "s", "psql \\copy, csv");
            yield return new Row("query to PostgreSQL: peak memory", (double)streamed["peak"]!, theirWrite.Peak, "MiB", "psql \\copy");
            var read = TableBenchmark.Ours("copy-read", Rows);
            var theirRead = Best(server, $"\\copy theirs TO '{csv}' WITH (FORMAT csv)");
            yield return new Row("PostgreSQL to table, 2M rows × 8", (double)read["seconds"]!, theirRead.Seconds, "s", "psql \\copy, csv");
            var export = TableBenchmark.Ours("copy-export", Rows);
            yield return new Row("PostgreSQL to Parquet file, 2M rows × 8", (double)export["seconds"]!, theirRead.Seconds, "s", "psql \\copy, csv");
            yield return new Row("PostgreSQL to Parquet file: peak memory", (double)export["peak"]!, theirRead.Peak, "MiB", "psql \\copy");
            yield return new Row("PostgreSQL to table: peak memory", (double)read["peak"]!, theirRead.Peak, "MiB", "psql \\copy, which holds no table");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Server, null);
            Directory.Delete(folder, recursive: true);
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static (double Seconds, double Peak) Best(PostgresServer server, string command, string? before = null)
    {
        var (seconds, peak) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            if (before is not null) { Psql(server, before); }
            var (took, used) = Psql(server, command);
            (seconds, peak) = (Math.Min(seconds, took), Math.Min(peak, used));
        }

        return (seconds, peak);
    }

    /// <returns>Its seconds, and its peak of memory in MiB.</returns>
    private static (double Seconds, double Peak) Psql(PostgresServer server, string command)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3", ["-c", Watch, "psql", "-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-c", command]) { RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = PostgresServer.Password;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var words = said.Split(' ');
        return process.ExitCode == 0 ? (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture) / 1024) : throw new BenchmarkException($"psql ended with {process.ExitCode}");
    }
}
