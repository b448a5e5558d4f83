using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sinogram.Benchmarks.Data;

/// <summary>Tables beside DuckDB's own node client, and Arrow data beside a copy in memory; every case in a process of its own, the best of several rounds.</summary>
internal sealed class TableBenchmark : IBenchmark
{
    public IEnumerable<Row> Measure()
    {
        var rows = Environment.GetEnvironmentVariable("SINOGRAM_BENCH_ROWS") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : 10_000_000;
        var millions = string.Create(CultureInfo.InvariantCulture, $"{rows / 1e6:0.#}M rows × 8");
        foreach (var (name, title) in new[] { ("query", "query to table"), ("group", "group-by of a table"), ("join", "join of a table"), ("sort", "sort of a table") })
        {
            var (ours, peer) = (Ours(name, rows), Peer(name, rows));
            yield return new Row($"{title}, {millions}", Seconds(ours), Seconds(peer), "s", "DuckDB's node client");
            yield return new Row($"{title}: peak memory", (double)ours["peak"]!, (double)peer["peak"]!, "MiB", "DuckDB's node client");
        }

        var copied = Ours("arrow-copy", rows);
        var copy = Speed(copied);
        foreach (var (name, title) in new[] { ("arrow-write", "Arrow stream written to memory"), ("arrow-read", "Arrow file read"), ("arrow-store", "Arrow file written and on disk") })
        {
            var ours = Ours(name, rows);
            yield return new Row($"{title}, {millions}", Speed(ours), copy, "GB/s", "copy in memory");
            yield return new Row($"{title}: peak memory", (double)ours["peak"]!, (double)copied["peak"]!, "MiB", "the table and a copy");
        }
    }

    private static double Seconds(JsonNode result) => (double)result["seconds"]!;

    private static double Speed(JsonNode result) => (long)result["bytes"]! / Seconds(result) / 1e9;

    /// <summary>A case of <see cref="TableCases"/> in a process of its own.</summary>
    internal static JsonNode Ours(string name, long rows) =>
        Run(Environment.ProcessPath!, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(TableBenchmark).Assembly.Location } : [], "table", name, rows.ToString(CultureInfo.InvariantCulture)]);

    private static JsonNode Peer(string name, long rows)
    {
        var packages = Path.Combine(Checkout.Root(), "artifacts", "npm-test");
        if (!Directory.Exists(Path.Combine(packages, "node_modules", "@duckdb", "node-api")))
        {
            throw new BenchmarkException("npm's @duckdb/node-api is missing: make test fetches it");
        }

        return Run("node", [Path.Combine(AppContext.BaseDirectory, "Data", "node_client.mjs"), packages, name, rows.ToString(CultureInfo.InvariantCulture), TableCases.Create]);
    }

    private static JsonNode Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonNode.Parse(output)! : throw new BenchmarkException($"{Path.GetFileName(program)} {arguments[^2]} ended with {process.ExitCode}");
    }
}
