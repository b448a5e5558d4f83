using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

/// <summary>What the README shows works as it stands there.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private const string Images = "/usr/lib/python3/dist-packages/pydicom/data/test_files";
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
    private static readonly List<string> Blocks = [.. Block().Matches(Text).Select(m => m.Groups["text"].Value)];
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Its_cells_run_one_after_the_other()
    {
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        Assert.SkipUnless(Directory.Exists(Images), "the images are not installed: apt-get install python3-pydicom");
        var cells = new JsonArray();
        foreach (var block in Blocks.Where(b => b.StartsWith("#!", StringComparison.Ordinal) || b.StartsWith("var ", StringComparison.Ordinal)))
        {
            switch (block)
            {
                case var needsCases when needsCases.Contains("--in biomarkers", StringComparison.Ordinal):
                    cells.Add(Cell("#!r --out biomarkers\ndata(wdbc, package = 'mclust'); biomarkers <- wdbc[, names(wdbc) != 'ID']; names(biomarkers)[1] <- 'diagnosis'"));
                    cells.Add(Cell(block));
                    break;
                case var python when python.StartsWith("#!python", StringComparison.Ordinal):
                    cells.Add(Cell("var image = new float[8, 8];"));
                    cells.Add(Cell(python.Replace("#!python\n", "#!python\n#!share image --from csharp\n", StringComparison.Ordinal)));
                    break;
                case var server when server.Contains("s3://", StringComparison.Ordinal):
                    // There is no such service here: that it compiles is what can be seen.
                    cells.Add(Cell($"void Unrun()\n{{\n{server}\n}}"));
                    break;
                case var server when server.StartsWith("#!livy", StringComparison.Ordinal):
                    cells.Add(Cell(server.TrimEnd() + " --help"));
                    break;
                default:
                    cells.Add(Cell(block.Replace("/data/incoming", Images, StringComparison.Ordinal)));
                    break;
            }
        }

        var notebook = Path.Combine(_folder.Root, "readme.ipynb");
        await File.WriteAllTextAsync(
            notebook, new JsonObject { ["cells"] = cells, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.True(cells.Count >= 9, $"{cells.Count} cells");
        var (code, output) = await RunAsync("run", notebook, "--output", Path.Combine(_folder.Root, "out.ipynb"));
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Its_commands_have_the_options_that_it_names()
    {
        var commands = Command().Matches(string.Concat(Blocks)).Select(m => (Verb: m.Groups["verb"].Value, Options: Option().Matches(m.Value).Select(o => o.Value).ToList())).ToList();
        Assert.True(commands.Count >= 6, $"{commands.Count} commands");
        foreach (var verb in commands.GroupBy(c => c.Verb))
        {
            var (code, help) = await RunAsync(verb.Key, "--help");
            Assert.True(code == 0, help);
            Assert.All(verb.SelectMany(c => c.Options), option => Assert.Contains(option, help, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Its_targets_of_make_are_in_the_Makefile_and_its_links_lead_somewhere()
    {
        var makefile = File.ReadAllText(Path.Combine(Repository.Root, "Makefile"));
        var targets = Target().Matches(Text).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Contains("demo", targets);
        Assert.All(targets, target => Assert.Matches($@"(?m)^{target}:", makefile));
        Assert.All(
            Link().Matches(Text).Select(m => m.Groups[1].Value).Where(l => !l.Contains(':', StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), link));
    }

    public void Dispose() => _folder.Dispose();

    private static JsonObject Cell(string source) => new()
    {
        ["cell_type"] = "code", ["id"] = Guid.NewGuid().ToString("N"), ["metadata"] = new JsonObject(), ["source"] = source.TrimEnd('\n'),
        ["execution_count"] = null, ["outputs"] = new JsonArray(),
    };

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var run = new ServerProcess(Repository.Tool, arguments, _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }

    [GeneratedRegex(@"^```\w*\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^sinogram (?<verb>[a-z]+)[^#\n]*", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"(?m)(?:^|`)make ([a-z]+)")]
    private static partial Regex Target();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
