namespace Sinogram.Benchmarks.Kernel;

/// <summary>The kernel beside Debian's ipykernel, both through the same client (jupyter_client), in turns, three times each.</summary>
internal sealed class KernelBenchmark : IBenchmark
{
    /// <summary>In how many milliseconds a cell shall stop.</summary>
    private const double InterruptGoal = 50;

    public IEnumerable<Row> Measure()
    {
        var result = KernelScript.Run("Kernel/kernel_benchmark.py");
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
}
