using System.Diagnostics;
using System.Globalization;
using Sinogram.Data.Postgres;
using Sinogram.Data.Tests.Postgres;

namespace Sinogram.Data.Tests;

/// <summary>
/// What is to run in constant memory does: ten million rows, which as a table take 440 MB, through a process whose peak stays below a fixed bound. A hundred thousand
/// rows would be bounded alike.
/// </summary>
public sealed class MemoryTests(PostgresFixture postgres) : IDisposable
{
    private const long Rows = 10_000_000;
    // The engine's 128 MiB, and as much again for what it holds beside its limit and for the runtime.
    private const double MostMebibytes = 256;
    private const string Sql = "SELECT range AS id, range / 7.0::DOUBLE AS x, 'a text of 24 characters ' || (range % 10) AS t FROM range({0})";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stream")]
    [InlineData("t.parquet")]
    [InlineData("t.csv")]
    [InlineData("t.json")]
    [InlineData("t.arrow")]
    [InlineData("postgres")]
    [InlineData("from postgres.parquet")]
    [InlineData("from postgres.arrow")]
    public async Task Ten_million_rows_pass_in_constant_memory(string how)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["memory", how, _folder.Path, how.Contains("postgres", StringComparison.Ordinal) ? await postgres.ConnectionStringAsync() : ""]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The collector takes what there is; here it shall not.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x8000000";
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split(' ');
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await errors);
        Assert.Equal(Rows, long.Parse(said[0], CultureInfo.InvariantCulture));
        Assert.InRange(double.Parse(said[1], CultureInfo.InvariantCulture), 30, MostMebibytes);
    }

    /// <summary>In the child: says how many rows passed, and the peak of its memory in MiB.</summary>
    internal static int Run(string[] arguments)
    {
        var (how, where, server) = (arguments[0], arguments[1], arguments[2]);
        var sql = string.Format(CultureInfo.InvariantCulture, Sql, Rows);
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 128L << 20, Threads = 2 });
        var rows = how switch
        {
            "stream" => engine.Stream(sql).Sum(t => t.RowCount),
            "postgres" => ToPostgres(engine.Stream(sql), server).GetAwaiter().GetResult(),
            "from postgres.parquet" or "from postgres.arrow" => FromPostgres(server, Path.Combine(where, how)).GetAwaiter().GetResult(),
            _ => engine.Export(sql, Path.Combine(where, how)).Rows,
        };
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{rows} {double.Parse(peak, CultureInfo.InvariantCulture) / 1024:0.0}"));
        return 0;
    }

    private static async Task<long> FromPostgres(string server, string file)
    {
        await using var database = new PostgresDatabase(server);
        return (await database.ExportAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT n, n / 3.0::float8 AS a, n::float8 AS b, n * 7 AS c FROM (SELECT generate_series(1, {Rows}) AS n) AS q"), file)).Rows;
    }

    private static async Task<long> ToPostgres(IEnumerable<Table> batches, string server)
    {
        await using var database = new PostgresDatabase(server);
        var rows = await database.WriteAsync(batches, "ten_million", PostgresWrite.Replace);
        await database.ExecuteAsync("DROP TABLE ten_million");
        return rows;
    }
}
