using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>Texts that say nothing of the patients of the measurements: what our notebooks show, and prose.</summary>
internal static class NotebookOutputs
{
    // They need a cluster, a graphics processor or a quarter of an hour.
    private static readonly string[] LeftOut = ["livy", "gpu", "pipeline"];

    /// <summary>Runs the notebooks by the tool; gives how many there are and every text of their outputs.</summary>
    public static (int Notebooks, IReadOnlyList<string> Texts) Run()
    {
        var root = Path.Combine(Checkout.Root(), "notebooks");
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-notebooks-").FullName;
        var texts = new List<string>();
        var count = 0;
        try
        {
            foreach (var notebook in Directory.EnumerateFiles(root, "*.ipynb", SearchOption.AllDirectories).Where(f => !LeftOut.Contains(Path.GetFileNameWithoutExtension(f))).Order(StringComparer.Ordinal))
            {
                var output = Path.Combine(folder, Path.GetFileName(notebook));
                var start = new ProcessStartInfo(Checkout.Tool, ["run", notebook, "--output", output]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
                using var process = Process.Start(start)!;
                var error = process.StandardError.ReadToEndAsync();
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (!File.Exists(output))
                {
                    throw new BenchmarkException($"{Path.GetFileName(notebook)} was not run: {error.Result}");
                }

                count++;
                texts.AddRange(JsonNode.Parse(File.ReadAllText(output))!["cells"]!.AsArray().SelectMany(c => c!["outputs"]?.AsArray() ?? []).SelectMany(o => Strings(o)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return (count, texts);
    }

    /// <summary>The words of our manual, of the notebooks, and of the licences that Debian carries.</summary>
    public static IReadOnlyList<string> Prose()
    {
        var root = Checkout.Root();
        var notebooks = Directory.EnumerateFiles(Path.Combine(root, "notebooks"), "*.ipynb", SearchOption.AllDirectories)
            .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "markdown").SelectMany(c => Strings(c!["source"])));
        var licences = Directory.Exists("/usr/share/common-licenses") ? Directory.EnumerateFiles("/usr/share/common-licenses").Select(File.ReadAllText) : [];
        return [File.ReadAllText(Path.Combine(root, "README.md")), .. notebooks, .. licences];
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonArray lines when lines.All(l => l is JsonValue) => [string.Concat(lines.Select(l => l!.ToString()))],
        JsonArray list => list.SelectMany(Strings),
        JsonObject fields => fields.SelectMany(f => Strings(f.Value)),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
