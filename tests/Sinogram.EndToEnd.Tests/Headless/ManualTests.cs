using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.EndToEnd.Tests.Browser;
using Sinogram.EndToEnd.Tests.Privacy;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

/// <summary>The manual: one notebook for each magic, the first three minutes and the C# of cells, each run to its end as a reader would.</summary>
[Collection("servers")]
public sealed partial class ManualTests : IDisposable
{
    /// <summary>Folders of the magics' library that need no manual of their own, each with the reason.</summary>
    private static readonly Dictionary<string, string> WithoutManual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Formatting"] = "how tables are shown: no magic",
        ["Places"] = "servers that #!connect names: in the manual of notebook",
        ["Viewing"] = "images to scroll through: #!dicom view is in the manual of dicom",
    };

    private static readonly string Notebooks = Path.Combine(Repository.Root, "notebooks");

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Manuals => [.. ManualFiles.Select(file => Path.GetRelativePath(Notebooks, file))];

    private static IEnumerable<string> ManualFiles =>
        Directory.EnumerateFiles(Path.Combine(Notebooks, "magics"), "*.ipynb").Order(StringComparer.Ordinal)
            .Concat(new[] { "start", "csharp", "displays" }.Select(name => Path.Combine(Notebooks, name + ".ipynb")));

    [Theory]
    [MemberData(nameof(Manuals))]
    public async Task Every_cell_runs_and_only_those_marked_as_mistakes_fail(string manual)
    {
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/pydicom/data/test_files"), "the images are not installed: apt-get install python3-pydicom");
        var written = Path.Combine(_folder.Root, "out.ipynb");
        var marked = new MarkedNotebook(_folder);
        var (code, output) = await RunAsync("run", marked.Prepare(Path.Combine(Notebooks, manual)), "--output", written, "--cwd", _folder.Root);
        Assert.True(code == 0, output);
        marked.AssertNothingLeaked(output);

        foreach (var cell in Cells(written).Where(c => (string?)c["cell_type"] == "code" && !MarkedNotebook.IsAdded(c)))
        {
            // Nothing is masked without need: of all manuals, only that of masking and one header show a patient.
            Assert.True(Masks(cell["outputs"]!) == 0 || ShowsPatients(manual, cell), $"{Text(cell)}: {cell["outputs"]!.ToJsonString()}");
            if (!WritesMarkup().IsMatch(Text(cell)))
            {
                DisplayRules.AssertKept(cell["outputs"]!.AsArray(), Text(cell));
            }

            var errors = cell["outputs"]!.AsArray().Where(o => (string?)o!["output_type"] == "error").ToList();
            Assert.Equal(IsMistake(cell) ? 1 : 0, errors.Count);
            if (errors is [{ } error] && Text(cell).StartsWith("#!", StringComparison.Ordinal))
            {
                // What a magic refuses is a message, never a trace.
                Assert.DoesNotContain("   at ", error.ToJsonString(), StringComparison.Ordinal);
                Assert.DoesNotContain("Exception", (string)error["evalue"]!, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_magic_with_a_folder_has_its_manual_and_every_manual_its_magic()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Sinogram.Magics"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs").Any())
            .Select(folder => Path.GetFileName(folder)!);
        var named = folders.Where(folder => !WithoutManual.ContainsKey(folder)).Select(folder => folder.ToUpperInvariant()).Order(StringComparer.Ordinal);
        var manuals = Directory.EnumerateFiles(Path.Combine(Notebooks, "magics"), "*.ipynb")
            .Select(file => Path.GetFileNameWithoutExtension(file).ToUpperInvariant()).Order(StringComparer.Ordinal);
        Assert.Equal(named, manuals);
    }

    [Fact]
    public async Task Every_magic_that_the_kernel_lists_stands_in_a_manual()
    {
        var listing = Path.Combine(_folder.Root, "list.ipynb");
        await File.WriteAllTextAsync(listing, Notebook("#!lsmagic"), TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync("run", listing, "--output", listing);
        Assert.True(code == 0, output);
        var names = PlainText(listing).Split('\n').Where(line => line.StartsWith("#!", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
        Assert.Contains("#!dicom", names);

        var text = string.Join('\n', ManualFiles.SelectMany(Cells).Select(Text));
        Assert.All(names, name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_manual_shows_a_mistake_and_is_saved_without_outputs()
    {
        Assert.All(ManualFiles, file =>
        {
            var cells = Cells(file).Where(c => (string?)c["cell_type"] == "code").ToList();
            Assert.Contains(cells, IsMistake);
            Assert.All(cells, cell => Assert.Empty(cell["outputs"]!.AsArray()));
            Assert.All(cells, cell => Assert.Null(cell["execution_count"]));
            Assert.Equal("sinogram", (string?)JsonNode.Parse(File.ReadAllText(file))!["metadata"]!["kernelspec"]!["name"]);
        });
    }

    public void Dispose() => _folder.Dispose();

    private static int Masks(JsonNode outputs) => Mask().Count(outputs.ToJsonString());

    /// <summary>Cells whose outputs may name a patient, so that a mask is due.</summary>
    private static bool ShowsPatients(string manual, JsonNode cell) => Path.GetFileName(manual) switch
    {
        "masking.ipynb" => true,
        "dicom.ipynb" => Text(cell) == "#!dicom header @file",
        _ => false,
    };

    /// <summary>Cells whose markup or scripts are their own.</summary>
    [GeneratedRegex(@"^#!(html|javascript|js|mermaid|markdown)\b|HTML\(|Javascript\(|CSS\(|DisplayAs|PocketView|text/html", RegexOptions.Multiline)]
    private static partial Regex WritesMarkup();

    [GeneratedRegex(@"\\u2039[A-Za-z][A-Za-z0-9 ._-]*\\u00B7[0-9a-f]{4}\\u203A", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mask();

    private static List<JsonNode> Cells(string file) => [.. JsonNode.Parse(File.ReadAllText(file))!["cells"]!.AsArray().OfType<JsonNode>()];

    private static string Text(JsonNode cell) => string.Concat(cell["source"]!.AsArray().Select(line => (string?)line));

    private static bool IsMistake(JsonNode cell) => cell["metadata"]!["tags"]?.AsArray().Any(tag => (string?)tag == "raises-exception") == true;

    private static string Notebook(string source) => new JsonObject
    {
        ["cells"] = new JsonArray(new JsonObject
        {
            ["cell_type"] = "code", ["id"] = "one", ["metadata"] = new JsonObject(), ["source"] = source, ["execution_count"] = null, ["outputs"] = new JsonArray(),
        }),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "sinogram", ["display_name"] = "C# (Sinogram)", ["language"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private static string PlainText(string file)
    {
        var plain = Cells(file)[0]["outputs"]![0]!["data"]!["text/plain"]!;
        return plain is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)plain!;
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var run = new ServerProcess(Repository.Tool, arguments, _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }
}
