using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.Data;

namespace Sinogram.Benchmarks.Drill;

/// <summary>The Drill client beside Python on the same body, the translation beside the engine's own planning, a catalogue beside DuckDB's own client.</summary>
internal sealed class DrillBenchmark : IBenchmark
{
    private const int Images = 100_000;

    public IEnumerable<Row> Measure()
    {
        using var server = new AnswerServer();
        var narrow = 0.0;
        foreach (var (shape, rows, what) in new[] { ("narrow", 1_000_000, "1M × 6"), ("narrow", 10_000_000, "10M × 6"), ("wide", 1_000_000, "1M × 20"), ("nested", 1_000_000, "1M of lists and maps") })
        {
            // Before each of our own, so that both meet the machine in the same state. It holds all rows as objects: ten million of them would not fit.
            var peerRows = shape == "narrow" ? 1_000_000 : 200_000;
            var peer = Run("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Drill", "drill_client.py"), server.Url.ToString().TrimEnd('/'), $"{shape} {peerRows}");
            var ours = Ours("client", server.Url.ToString(), string.Create(CultureInfo.InvariantCulture, $"{shape} {rows}"));
            yield return new Row($"Drill rows to a file, {what}", Rate(ours), Rate(peer), "k/s", $"Python json and pandas, {peerRows:N0} rows") { AtLeast = 5 };
            var peak = (double)ours["peak"]!;
            yield return new Row($"Drill rows to a file, {what}: peak memory", peak, (double)peer["peak"]!, "MiB", $"Python json and pandas, {peerRows:N0} rows");
            if (rows == 1_000_000 && shape == "narrow") { narrow = peak; }
            else if (shape == "narrow") { yield return new Row("peak memory of ten times the rows", peak, narrow, "MiB", "1M rows") { AtMost = 1.15 }; }
        }
        var translate = Ours("translate", "", "");
        yield return new Row("Drill's SQL parsed and translated, a query", (double)translate["milliseconds"]!, (double)translate["engine"]!, "ms", "DuckDB's own planning") { AtMost = 1 };
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-catalog-").FullName;
        try
        {
            Create(folder);
            foreach (var cold in (string[])["", "cold"])
            {
                var (own, theirs) = (double.MaxValue, double.MaxValue);
                for (var turn = 0; turn < 3; turn++)
                {
                    theirs = Math.Min(theirs, (double)Run("node", Path.Combine(AppContext.BaseDirectory, "Drill", "catalog_client.mjs"), Path.Combine(Checkout.Root(), "artifacts", "npm-test"), folder, cold)["seconds"]!);
                    own = Math.Min(own, (double)Ours("catalog", folder, cold)["seconds"]!);
                }

                yield return new Row($"group-by of {Images:N0} public images, opened anew{(cold.Length > 0 ? ", files not in memory" : "")}", own * 1000, theirs * 1000, "ms", "DuckDB's node client") { AtMost = 1.1 };
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Rate(JsonNode result) => (double)result["rows"]! / (double)result["seconds"]! / 1000;

    /// <summary>A catalogue as a harvest leaves it: folders by modality and year, columns of instances.</summary>
    private static void Create(string folder)
    {
        using var engine = new DuckDbEngine();
        foreach (var modality in (string[])["CR", "CT", "MR", "US"])
        {
            for (var year = 2016; year < 2026; year++)
            {
                var part = Directory.CreateDirectory(Path.Combine(folder, $"m={modality}", $"y={year}")).FullName;
                engine.Execute($"""
                    COPY (SELECT '1.2.826.0.1.' || range AS SOPInstanceUID, '1.2.826.0.2.' || (range // 40) AS SeriesInstanceUID, '1.2.826.0.3.' || (range // 120) AS StudyInstanceUID, '{modality}' AS Modality,
                    (range % 40)::BIGINT AS InstanceNumber, 512::BIGINT AS "Rows", 512::BIGINT AS "Columns", DATE '{year}-01-01' + (range % 365)::INTEGER AS StudyDate, (range % 9) / 2.0 AS SliceThickness,
                    [0.5, 0.5] AS PixelSpacing, 'F' AS PatientSex, (range % 90)::BIGINT AS PatientAgeYears FROM range({Images / 40})) TO '{part}/part-0.parquet' (FORMAT parquet, COMPRESSION zstd)
                    """, CancellationToken.None);
            }
        }
    }

    private static JsonNode Ours(params string[] arguments) =>
        Run(Environment.ProcessPath!, [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(DrillBenchmark).Assembly.Location } : [], "drill", .. arguments]);

    private static JsonNode Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonNode.Parse(output)! : throw new BenchmarkException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
