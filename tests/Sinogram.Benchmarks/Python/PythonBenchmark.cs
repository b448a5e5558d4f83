using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sinogram.Benchmarks.Python;

/// <summary>
/// A gigabyte of NumPy to C# and back, in a notebook that the tool runs, beside one copy by NumPy itself in the same process: the least that any
/// exchange between two processes can cost. The best of three each; like NumPy's copies, an array that comes back finds the former one's memory free.
/// </summary>
internal sealed class PythonBenchmark : IBenchmark
{
    private const int Repeats = 3;

    public IEnumerable<Row> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-").FullName;
        try
        {
            var cells = Run(folder);
            var copy = double.Parse(Text(cells[1]).Trim(), CultureInfo.InvariantCulture);
            if (Text(cells[^1]).Trim() != "True")
            {
                throw new BenchmarkException("what came back is not what went out");
            }

            yield return new Row("1 GiB of NumPy to C#", Best(cells, 2), copy, "ms", "numpy's own copy of it");
            yield return new Row("1 GiB of C# to NumPy", Best(cells, 3), copy, "ms", "numpy's own copy of it");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Best(JsonArray cells, int first) =>
        Enumerable.Range(0, Repeats).Min(i => double.Parse(Text(cells[first + (2 * i)]).Split(' ')[2], CultureInfo.InvariantCulture));

    private static JsonArray Run(string folder)
    {
        string[] sources =
        [
            "#!python\nimport numpy as np, time\nbig = np.arange(1 << 27, dtype='f8')",
            $"#!python\ndef copied():\n    begun = time.perf_counter()\n    big.copy()\n    return (time.perf_counter() - begun) * 1000\nprint(min(copied() for _ in range({Repeats})))",
            .. Enumerable.Repeat(new[] { "#!time\n#!share big --from python", "#!python\nback = None\n#!time\n#!share big --from csharp --as back" }, Repeats).SelectMany(pair => pair),
            "#!python\nprint(bool((back == big).all()))",
        ];
        var notebook = Path.Combine(folder, "exchange.ipynb");
        File.WriteAllText(notebook, new JsonObject
        {
            ["cells"] = new JsonArray([.. sources.Select((source, i) => new JsonObject
            {
                ["cell_type"] = "code", ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(), ["source"] = source, ["execution_count"] = null, ["outputs"] = new JsonArray(),
            })]),
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "sinogram", ["display_name"] = "C# (Sinogram)", ["language"] = "C#" } },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString());
        var start = new ProcessStartInfo(Checkout.Tool, ["run", notebook, "--output", notebook]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(File.ReadAllText(notebook))!["cells"]!.AsArray()
            : throw new BenchmarkException($"the notebook ended with {process.ExitCode} (it needs python3-ipykernel and python3-numpy): {error.Result}");
    }

    private static string Text(JsonNode? cell)
    {
        var output = cell!["outputs"]![0]!;
        var text = output["text"] ?? output["data"]!["text/plain"]!;
        return text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)text!;
    }
}
