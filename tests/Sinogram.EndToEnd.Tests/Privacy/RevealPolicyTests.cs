using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>What may be revealed, by the real kernel and the tool: with a person there, headless, and under policies; and what the audit and the doctor say of it.</summary>
[Collection("servers")]
public sealed class RevealPolicyTests : IDisposable
{
    private const string Marker = "Zyqvarnix";

    private const string Plot = "plt.title(name); plt.show()";

    private readonly TestFolder _folder = new();
    private readonly string _image;

    public RevealPolicyTests()
    {
        MarkedImages.Full(Path.Combine(_folder.Root, "source"));
        _image = Path.Combine(_folder.Root, "source", "image.dcm");
    }

    private string Audit => Path.Combine(_folder.Root, "audit", "lines.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_person_is_shown_what_is_asked_for_and_the_audit_has_a_line_of_it_each()
    {
        var header = $"#!dicom header {_image} --reveal";
        var read = $"using Sinogram.Imaging.Dicom; using Sinogram.Imaging.Catalog;\nvar name = DicomFile.Read(\"{_image}\").DataSet.GetString(Tags.PatientName);";
        var shown = await KernelAsync(Policy($$"""{ "audit": "{{Audit}}" }"""), header, $"#!dicom header {_image}", read, "#!reveal\nname", "#!reveal\nConsole.WriteLine(name);", $"#!python --in name\nimport matplotlib.pyplot as plt\n{Plot}", $"#!reveal\n#!python\n{Plot}", header);

        Assert.Contains(Marker, shown[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"sinogram.revealed\": true", shown[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, shown[1], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Marker, shown[3], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Marker, shown[4], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("This plot is withheld", shown[5], StringComparison.Ordinal);
        Assert.DoesNotContain("image/png", shown[5], StringComparison.Ordinal);
        Assert.Contains("image/png", shown[6], StringComparison.Ordinal);
        Assert.Contains("\"sinogram.revealed\": true", shown[6], StringComparison.Ordinal);
        Assert.DoesNotContain("sinogram.words", shown[5] + shown[6], StringComparison.Ordinal);
        Assert.Contains("to a person in Jupyter only", shown[7], StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, shown[7], StringComparison.OrdinalIgnoreCase);

        var lines = (await File.ReadAllLinesAsync(Audit, TestContext.Current.CancellationToken)).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(4, lines.Count);
        Assert.All(lines, l => Assert.Equal(("reveal", Environment.UserName), ((string?)l["action"], (string?)l["user"])));
        Assert.All(lines, l => Assert.True(DateTimeOffset.TryParse((string?)l["time"], out _)));
        Assert.Contains("PatientName", lines[0]["attributes"]!.AsArray().Select(a => (string?)a));
        Assert.Equal(["PatientName"], lines[1]["attributes"]!.AsArray().Select(a => (string?)a));
        Assert.True((int)lines[1]["rows"]! >= 1);
        Assert.Empty(lines[2]["attributes"]!.AsArray());
        Assert.Equal(["PatientName"], lines[3]["attributes"]!.AsArray().Select(a => (string?)a));
        Assert.DoesNotContain(Marker, await File.ReadAllTextAsync(Audit, TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);

        Assert.Contains($"{Audit}: 4 lines, the chain is whole", (await ToolAsync("doctor")).Output, StringComparison.Ordinal);
        File.WriteAllLines(Audit, (await File.ReadAllLinesAsync(Audit, TestContext.Current.CancellationToken))[..2]);
        var (code, told) = await ToolAsync("doctor");
        Assert.NotEqual(0, code);
        Assert.Matches(@"BROKEN +audit +.*2 of 4 lines were gone from its end", told);
    }

    [Fact]
    public async Task A_policy_that_forbids_it_and_one_that_cannot_be_read_let_nothing_be_revealed()
    {
        var header = $"#!dicom header {_image} --reveal";
        foreach (var (policy, said) in ((string, string)[])[($$"""{ "reveal": false, "audit": "{{Audit}}" }""", "reveal +forbidden"), ("{\n \"reveal\": tru }", "line 2: ")])
        {
            Policy(policy);
            var shown = await KernelAsync(_policy, header, "1 + 1");
            Assert.Contains("policy forbids revealing", shown[0], StringComparison.Ordinal);
            Assert.DoesNotContain(Marker, shown[0], StringComparison.OrdinalIgnoreCase);
            Assert.Matches(said, (await ToolAsync("doctor", "--policy")).Output);
            Assert.False(File.Exists(Audit));
        }
    }

    [Fact]
    public async Task All_that_a_policy_forbids_is_refused_where_it_acts()
    {
        const string Nowhere = "http://127.0.0.1:1";
        string[] refused =
        [
            $"#!dicom header {_image} --reveal", "#!reveal\n1 + 1", "#!sh\necho said", "#r \"nuget: Nothing.Such, 1.0.0\"", "#i \"nuget: https://packages.example/v3/index.json\"",
            $"#!drill connect --url {Nowhere}", $"#!drill --url {Nowhere}\nSELECT 1", $"#!livy connect --url {Nowhere}", "#!connect postgres --name a --url postgresql://127.0.0.1:1/x", $"#!connect s3 --name a --url {Nowhere}",
            $"#!connect hdfs --name a --url {Nowhere}", $"#!connect jupyter --kernel-name x --url {Nowhere}", $"#!value --name v --from-url {Nowhere}/x", $"#!dicom harvest {Nowhere}/dicom-web --to w", "#!dicom harvest s3://bucket/x --to w",
            "Table.Read(\"webhdfs://127.0.0.1:1/x.parquet\")", "Table.Read(\"s3://bucket/x.parquet\")", "new Sinogram.Data.DuckDbEngine().Query(\"SELECT * FROM 's3://bucket/x.parquet'\")",
            "#!drill --export x.csv\nSELECT 1", "#!drill\n-- kept\nCREATE TABLE dfs.tmp.x AS SELECT 1 AS a", "#!inner\nCOPY (SELECT 1) TO 'x.csv'", "#!inner\nSELECT 1; EXPORT DATABASE 'x'", "#!inner\nATTACH 'x.db' AS x", "#!gpu train --in data --label y --save m.onnx",
            "#!dicom harvest . --to w --deid none", "#!dicom harvest . --to w --index-only",
        ];
        string[] before = ["#!connect duckdb --kernel-name inner", "var data = Table.From(Enumerable.Range(0, 20).Select(i => new { x = (double)i, y = i % 2 }));", "#!inner\nCREATE TABLE kept AS SELECT 1 AS a"];
        Policy("{ \"reveal\": false, \"export\": false, \"identified\": false, \"packages\": false, \"listeners\": false, \"shell\": false, \"connections\": false }");
        var shown = await KernelAsync(_policy, [.. before, .. refused]);
        Assert.All(shown.Take(before.Length), s => Assert.DoesNotContain("policy", s, StringComparison.Ordinal));
        Assert.Equal([], refused.Where((_, i) => !shown[before.Length + i].Contains("policy", StringComparison.Ordinal)).ToList());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root, "x.*").Concat(Directory.EnumerateFileSystemEntries(_folder.Root, "m.onnx")));
    }

    [Fact]
    public async Task A_headless_run_reveals_nothing()
    {
        var notebook = Path.Combine(_folder.Root, "reveal.ipynb");
        JsonObject Cell(string source) => new() { ["cell_type"] = "code", ["id"] = Guid.NewGuid().ToString("n"), ["metadata"] = new JsonObject { ["tags"] = new JsonArray("raises-exception") }, ["source"] = source, ["outputs"] = new JsonArray(), ["execution_count"] = null };
        await File.WriteAllTextAsync(
            notebook, new JsonObject { ["cells"] = new JsonArray(Cell($"#!dicom header {_image} --reveal"), Cell($"#!reveal\n\"{_image}\"")), ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }.ToJsonString(),
            TestContext.Current.CancellationToken);
        var (code, output) = await ToolAsync("run", notebook, "--output", notebook + ".out");
        Assert.True(code == 0, output);
        var executed = await File.ReadAllTextAsync(notebook + ".out", TestContext.Current.CancellationToken);
        Assert.All(JsonNode.Parse(executed)!["cells"]!.AsArray(), c => Assert.Contains("not in a headless run", c!["outputs"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.DoesNotContain(Marker, executed, StringComparison.OrdinalIgnoreCase);
    }

    private string _policy = "";

    private string Policy(string text)
    {
        _policy = Path.Combine(_folder.Root, "policy.json");
        File.WriteAllText(_policy, text);
        return _policy;
    }

    private Dictionary<string, string> Environments(string policy) => new(_folder.Environment) { ["SINOGRAM_POLICY_FILE"] = policy };

    private async Task<string[]> KernelAsync(string policy, params string[] cells)
    {
        using var run = new ServerProcess(
            Repository.Program("/usr/bin/python3", "python3-jupyter-client"), [Path.Combine(AppContext.BaseDirectory, "Privacy", "reveal.py"), "sinogram", JsonSerializer.Serialize(cells)], Environments(policy), _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        var shown = run.Output.Split('\n').Where(l => l.StartsWith('[')).ToArray();
        Assert.True(shown.Length == cells.Length, run.Output);
        return shown;
    }

    private async Task<(int Code, string Output)> ToolAsync(params string[] arguments)
    {
        using var run = new ServerProcess(Repository.Tool, arguments, Environments(_policy), _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }
}
