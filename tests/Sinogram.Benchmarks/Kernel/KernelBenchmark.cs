using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sinogram.Benchmarks.Kernel;

/// <summary>The kernel beside Debian's ipykernel, both through the same client (jupyter_client), in turns, three times each.</summary>
internal sealed class KernelBenchmark : IBenchmark
{
    private const string Python = "/usr/bin/python3";

    /// <summary>In how many milliseconds a cell shall stop.</summary>
    private const double InterruptGoal = 50;

    public IEnumerable<Row> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-").FullName;
        try
        {
            InstallKernel(folder);
            var result = Run(folder);
            foreach (var (name, unit) in new[]
            {
                ("start to ready", "ms"), ("start to the first result of 1+1", "ms"),
                ("execute to idle, first 50 cells at once after the start, p50", "ms"), ("execute to idle, first 50 cells in an opened notebook, p50", "ms"),
                ("execute to idle, p50", "ms"), ("execute to idle, p95", "ms"),
                ("1,000 cells with completion: per cell", "ms"), ("1,000 cells with completion: resident", "MiB"), ("completion at cell 500, p95", "ms"),
                ("resident after 80 cells", "MiB"), ("resident after 80 cells, idle", "MiB"),
                ("numeric loop, top level to method", ""),
                ("10,000 printed lines", "ms"), ("10,000 printed lines: messages", ""),
                ("10,000 heartbeats, all cores busy: p50", "ms"), ("10,000 heartbeats, all cores busy: slowest", "ms"),
            })
            {
                yield return new Row(name, (double)result["sinogram"]![name]!, (double)result["python3"]![name]!, unit, "ipykernel");
            }

            foreach (var (name, ours) in result["sinogram"]!.AsObject().Where(f => f.Key.StartsWith("interrupt of", StringComparison.Ordinal)))
            {
                var peer = (double?)result["python3"]![name];
                yield return new Row(name, (double)ours!, peer ?? InterruptGoal, "ms", peer is null ? "goal (ipykernel cannot)" : "ipykernel");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void InstallKernel(string folder)
    {
        var root = Checkout.Root();
        var kernel = Directory.CreateDirectory(Path.Combine(folder, "kernels", "sinogram")).FullName;
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "kernel-spec", "kernel.json")))!;
        spec["argv"]![0] = Checkout.Tool;
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), spec.ToJsonString());
    }

    private static JsonNode Run(string folder)
    {
        if (!File.Exists(Python))
        {
            throw new BenchmarkException("Debian's Python is missing: apt-get install python3-ipykernel");
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Kernel", "kernel_benchmark.py")])
        {
            RedirectStandardOutput = true, WorkingDirectory = folder,
        };
        start.Environment["JUPYTER_PATH"] = folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["SINOGRAM_HISTORY"] = Path.Combine(folder, "history.jsonl");
        start.Environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(output)!
            : throw new BenchmarkException($"the measuring script ended with {process.ExitCode}");
    }
}
