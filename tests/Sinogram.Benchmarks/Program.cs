using System.Globalization;
using Sinogram.Benchmarks;
using Sinogram.Benchmarks.Data;
using Sinogram.Benchmarks.Drill;
using Sinogram.Benchmarks.Kernel;
using Sinogram.Benchmarks.Privacy;
using Sinogram.Benchmarks.Python;

// Our side of a case that needs a process of its own.
if (args is ["table", var name, var rows])
{
    return TableCases.Run(name, long.Parse(rows, CultureInfo.InvariantCulture));
}

if (args is ["drill", var drillCase, var argument, var count])
{
    return await DrillCases.RunAsync(drillCase, argument, count);
}

// Every group of figures, in the order in which they are printed.
IReadOnlyList<IBenchmark> all = [new KernelBenchmark(), new TableBenchmark(), new PostgresBenchmark(), new PythonBenchmark(), new DrillBenchmark(), new MaskingBenchmark()];

Console.WriteLine($"{"figure",-56} {"ours",12} {"peer",12} {"ratio",8}  peer");
var failed = false;
// Words after "make bench" choose: BENCH=Table.
foreach (var benchmark in all.Where(b => args.Length == 0 || args.Any(a => b.GetType().Name.Contains(a, StringComparison.OrdinalIgnoreCase))))
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
