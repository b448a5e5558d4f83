using Sinogram.Benchmarks;
using Sinogram.Benchmarks.Kernel;

// Every group of figures, in the order in which they are printed.
IReadOnlyList<IBenchmark> all = [new KernelBenchmark()];

Console.WriteLine($"{"figure",-44} {"ours",12} {"peer",12} {"ratio",8}  peer");
var failed = false;
foreach (var benchmark in all)
{
    try
    {
        foreach (var row in benchmark.Measure())
        {
            Console.WriteLine(row);
        }
    }
    catch (BenchmarkException e)
    {
        failed = true;
        Console.Error.WriteLine($"{benchmark.GetType().Name}: {e.Message}");
    }
}

return failed ? 1 : 0;
