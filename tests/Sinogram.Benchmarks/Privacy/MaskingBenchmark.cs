using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sinogram.Data.Privacy;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>
/// What masking adds to outputs, with 100,000 names known: beside the limit of 100 ms for 10 MB, and beside .NET's own search for many strings, which finds
/// one spelling of each name only, and no escapes. The smallest of several measurements.
/// </summary>
internal sealed class MaskingBenchmark : IBenchmark
{
    private const int Names = 100_000;
    private const int Megabytes = 10;
    private const double LimitMilliseconds = 100;

    public IEnumerable<Row> Measure()
    {
        var random = new Random(1);
        var names = Enumerable.Range(0, Names).Select(_ => $"{Word(random, 5)}^{Word(random, 4)}").ToArray();
        var values = new IdentifyingValues(() => new byte[32]);
        var started = Stopwatch.GetTimestamp();
        foreach (var name in names)
        {
            values.AddName("PatientName", name);
        }

        var learned = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var text = Text(random, Megabytes << 20, "\n");
        var html = Text(random, Megabytes << 20, "</td><td>&amp; ");
        var line = text[..200];
        var peer = SearchValues.Create(names, StringComparison.OrdinalIgnoreCase);
        if (!ReferenceEquals(values.Masked(text), text) || text.AsSpan().ContainsAny(peer))
        {
            throw new BenchmarkException("the text without names has a hit");
        }

        yield return new Row("mask 10 MB of text, 100,000 names", Best(() => values.Masked(text)), LimitMilliseconds, "ms", "the limit");
        yield return new Row("mask 10 MB of HTML, 100,000 names", Best(() => values.Masked(html, TextForm.Markup)), LimitMilliseconds, "ms", "the limit");
        yield return new Row("mask 10 MB of text beside a plain search", Best(() => values.Masked(text)), Best(() => _ = text.AsSpan().IndexOfAny(peer)), "ms", "SearchValues<string>, one spelling");
        yield return new Row("mask a cell's line of 200 characters", Best(() => Times(1000, () => values.Masked(line))), LimitMilliseconds, "us", "the limit");
        var none = new IdentifyingValues();
        yield return new Row("the same while nothing is known", Best(() => Times(1000, () => none.Masked(line))), 1, "us", "the limit");
        yield return new Row("learn 100,000 names", learned, 10_000, "ms", "the limit");
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
        for (var i = 0; i < 7; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return best;
    }

    private static string Text(Random random, int length, string separator)
    {
        var text = new StringBuilder(length + 100);
        string[] words = [.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? i.ToString(CultureInfo.InvariantCulture) : "q" + Word(random, random.Next(1, 4)))];
        while (text.Length < length)
        {
            text.Append(words[random.Next(words.Length)]).Append(random.Next(12) == 0 ? separator : " ");
        }

        return text.ToString();
    }

    private static string Word(Random random, int syllables) =>
        string.Concat(Enumerable.Range(0, syllables).Select(_ => "bcdfghjklmnprstvwz"[random.Next(18)].ToString() + "aeiou"[random.Next(5)]));
}
