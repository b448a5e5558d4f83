using System.Buffers;
using System.Diagnostics;
using Sinogram.Benchmarks.Kernel;
using Sinogram.Data.Privacy;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>
/// What masking adds to cells and outputs while 100,000 values are known, beside the limit of 100 ms for 10 MB, and beside .NET's own search for many strings, which finds
/// one spelling of each name only, and no escapes; what is masked that should not be; and what remembering the values needs. The smallest of several measurements.
/// </summary>
internal sealed class MaskingBenchmark : IBenchmark
{
    private const int Known = 100_000;
    private const int Megabytes = 10;
    private const double LimitMilliseconds = 100;

    /// <summary>So many times other patients are drawn, for which one a text says by chance is chance too.</summary>
    private const int Draws = 5;

    /// <summary>What may be added to a cell: a tenth of what a trivial one takes.</summary>
    private const double LimitOfCell = 0.5;

    public IEnumerable<Row> Measure()
    {
        var values = new IdentifyingValues(() => new byte[32]);
        KnownPatients.Add(values, Known);
        foreach (var row in Outputs(values))
        {
            yield return row;
        }

        foreach (var row in FalseAlarms())
        {
            yield return row;
        }

        foreach (var row in Cells())
        {
            yield return row;
        }

        foreach (var count in (int[])[Known, 10 * Known])
        {
            foreach (var row in Learning(count))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<Row> Outputs(IdentifyingValues values)
    {
        var texts = new OutputTexts(Megabytes << 20).All().ToList();
        foreach (var (name, text) in texts)
        {
            var form = name switch { "HTML" or "SVG" => TextForm.Markup, "JSON" => TextForm.Json, _ => TextForm.Text };
            if (values.Masked(text, form) is var masked && !ReferenceEquals(masked, text))
            {
                throw new BenchmarkException($"the text without values has a hit: {name}: {FirstChange(text, masked)}");
            }

            yield return Row.Limited($"added to 10 MB of output: {name}", Best(() => values.Masked(text, form)), LimitMilliseconds, "ms");
        }

        var plain = texts[0].Text;
        var random = new Random(3);
        var peer = SearchValues.Create([.. Enumerable.Range(0, Known).Select(_ => $"{OutputTexts.Syllables(random, 5)}^{OutputTexts.Syllables(random, 4)}")], StringComparison.OrdinalIgnoreCase);
        yield return new Row("the same, text, beside a plain search", Best(() => values.Masked(plain)), Best(() => _ = plain.AsSpan().IndexOfAny(peer)), "ms", "SearchValues<string>, one spelling");
        var line = plain[..200];
        yield return Row.Limited("added to a line of 200 characters", Best(() => Times(1000, () => values.Masked(line))), LimitMilliseconds, "us");
        var none = new IdentifyingValues();
        yield return Row.Limited("the same while nothing is known", Best(() => Times(1000, () => none.Masked(line))), 1, "us");
    }

    /// <summary>What is masked in texts that say nothing of the patients: all of it is false.</summary>
    private static IEnumerable<Row> FalseAlarms()
    {
        var (notebooks, texts) = NotebookOutputs.Run();
        var patients = Enumerable.Range(1, Draws).Select(seed =>
        {
            var values = new IdentifyingValues(() => new byte[32]);
            KnownPatients.Add(values, Known, seed);
            return values;
        }).ToList();
        yield return FalseAlarms($"false alarms in the outputs of {notebooks} notebooks", patients, texts);
        yield return FalseAlarms("false alarms in prose: the manual, licences", patients, NotebookOutputs.Prose());
    }

    /// <summary>Says on standard error in which texts they stand, and the first of each between its words.</summary>
    private static Row FalseAlarms(string name, IReadOnlyList<IdentifyingValues> patients, IReadOnlyList<PlacedText> texts)
    {
        var alarms = 0;
        foreach (var (values, (place, text, form)) in patients.SelectMany(p => texts.Select(t => (p, t))))
        {
            if (values.Count(text, form).Values.Sum() is > 0 and var count)
            {
                alarms += count;
                Console.Error.WriteLine($"{count} false alarms in {place}: {FirstChange(text, values.Masked(text, form))}");
            }
        }

        return new Row($"{name} ({Draws} x {texts.Sum(t => (long)t.Text.Length) / 1000} kB)", alarms, 1, "", "goal 0") { AtMost = 0 };
    }

    /// <summary>What stands where masking changes a text first, before and behind it: these are texts of our own, and the known values are made up.</summary>
    private static string FirstChange(string text, string masked)
    {
        const int Shown = 60;
        var at = text.AsSpan().CommonPrefixLength(masked);
        return text[Math.Max(0, at - Shown)..Math.Min(text.Length, at + Shown)].ReplaceLineEndings(" ");
    }

    /// <summary>Whole cells, as a client sees them: of a kernel that knows so many values, and one that knows none, in turns.</summary>
    private static IEnumerable<Row> Cells()
    {
        var result = KernelScript.Run("Privacy/masking_cells.py");
        var (known, none) = ((double)result["known"]!, (double)result["none"]!);
        yield return new Row("a trivial cell while 100,000 values are known", known, none, "ms", "while none is known");
        yield return Row.Limited("added to a trivial cell", Math.Max(0, known - none), LimitOfCell, "ms");
        var (large, plain) = ((double)result["large known"]!, (double)result["large none"]!);
        yield return new Row("a cell that prints 10 MB, 100,000 values known", large, plain, "ms", "while none is known");
        yield return Row.Limited("added to a cell that prints 10 MB", Math.Max(0, large - plain), LimitMilliseconds, "ms");
    }

    private static IEnumerable<Row> Learning(int count)
    {
        var (learned, memory) = Learn(count);
        yield return Row.Limited($"learn {count:N0} values", learned, count / 50.0, "ms");
        yield return Row.Limited($"memory of {count:N0} values", memory, count / 2000.0, "MiB");
    }

    /// <summary>The time that it takes, and what is given back once the values are let go.</summary>
    private static (double Milliseconds, double Mebibytes) Learn(int count)
    {
        var values = new IdentifyingValues(() => new byte[32]);
        var started = Stopwatch.GetTimestamp();
        KnownPatients.Add(values, count);
        var learned = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var held = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(values);
        values = null;
        return (learned, (held - GC.GetTotalMemory(forceFullCollection: true)) / (double)(1 << 20));
    }

    /// <summary>A thousand times in milliseconds are one time in microseconds.</summary>
    private static void Times(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private static double Best(Action action)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 9; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return best;
    }
}
