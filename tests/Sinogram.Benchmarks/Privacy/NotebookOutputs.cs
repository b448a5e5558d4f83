using System.Diagnostics;
using System.Text.Json.Nodes;
using Sinogram.Data.Privacy;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>A text, where it stands, and how it is written.</summary>
internal sealed record PlacedText(string Place, string Text, TextForm Form = TextForm.Text);

/// <summary>Texts that say nothing of the patients of the measurements: what our notebooks show, and prose.</summary>
internal static class NotebookOutputs
{
    /// <summary>Runs the notebooks by the tool; gives how many there are and every text of their outputs.</summary>
    public static (int Notebooks, IReadOnlyList<PlacedText> Texts) Run()
    {
        var root = Path.Combine(Checkout.Root(), "notebooks");
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-notebooks-").FullName;
        var texts = new List<PlacedText>();
        var count = 0;
        try
        {
            foreach (var notebook in Directory.EnumerateFiles(root, "*.ipynb", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                texts.AddRange(Outputs(notebook, folder));
                count++;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return (count, texts);
    }

    private static IEnumerable<PlacedText> Outputs(string notebook, string folder)
    {
        var name = Path.GetFileName(notebook);
        var output = Path.Combine(folder, name);
        // What a notebook keeps must not come to lie in the reader's home.
        string[] parameters = name == "pipeline.ipynb" ? ["--parameter", "workspace", Path.Combine(folder, "workspace")] : [];
        var start = new ProcessStartInfo(Checkout.Tool, ["run", notebook, "--output", output, .. parameters]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return File.Exists(output)
            ? Cells(File.ReadAllText(output)).SelectMany((c, i) => (c!["outputs"]?.AsArray() ?? []).SelectMany(o => Texts($"{name}, cell {i + 1}", o!)))
            : throw new BenchmarkException($"{name} was not run: {error.Result}");
    }

    private static JsonArray Cells(string notebook) => JsonNode.Parse(notebook)!["cells"]!.AsArray();

    /// <summary>The texts of an output, each in the form in which the kernel masks it; pictures, of which it takes words of their own, are none.</summary>
    private static IEnumerable<PlacedText> Texts(string place, JsonNode output)
    {
        foreach (var field in (string[])["text", "ename", "evalue", "traceback"])
        {
            if (output[field] is { } text)
            {
                yield return new PlacedText(place, Joined(text));
            }
        }

        foreach (var (mime, content) in output["data"]?.AsObject() ?? [])
        {
            if (mime == "image/svg+xml" || !mime.StartsWith("image/", StringComparison.Ordinal))
            {
                yield return mime.EndsWith("json", StringComparison.Ordinal) ? new PlacedText(place, content!.ToJsonString(), TextForm.Json)
                    : new PlacedText(place, Joined(content!), mime is "text/html" or "image/svg+xml" ? TextForm.Markup : TextForm.Text);
            }
        }
    }

    /// <summary>The words of our manual, of the notebooks, and of the licences that Debian carries.</summary>
    public static IReadOnlyList<PlacedText> Prose()
    {
        var root = Checkout.Root();
        var notebooks = Directory.EnumerateFiles(Path.Combine(root, "notebooks"), "*.ipynb", SearchOption.AllDirectories).SelectMany(f =>
            Cells(File.ReadAllText(f)).Where(c => (string?)c!["cell_type"] == "markdown").Select(c => new PlacedText(Path.GetFileName(f), Joined(c!["source"]!))));
        var licences = Directory.Exists("/usr/share/common-licenses") ? Directory.EnumerateFiles("/usr/share/common-licenses").Select(Of) : [];
        return [Of(Path.Combine(root, "README.md")), .. notebooks, .. licences];

        static PlacedText Of(string file) => new(Path.GetFileName(file), File.ReadAllText(file));
    }

    private static string Joined(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(l => (string?)l)) : (string?)text ?? "";
}
