using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// Nothing that a notebook saves, sends or logs leaks a patient: markers are planted in a file, the file is used in every way that we could think of, and
/// the markers are looked for in all that comes out.
/// </summary>
[Collection("servers")]
public sealed class CanaryTests : IDisposable
{
    private const string Template = "/usr/lib/python3/dist-packages/pydicom/data/test_files/CT_small.dcm";

    /// <summary>What the ways print, and one of each other kind.</summary>
    private static readonly string[] Identifying =
    [
        "Cnry00100010q", "Gvn00100010q", "Cnry00100020q", "Cnry00080080q", "Cnry00080090q", "Gvn00080090q", "Cnry00080050q", "Gvn00081070q", "Cnry00081010q", "Cnry00181000q",
        "18991217", "1899-12-17", "17.12.1899", "12/17/1899", "17 December 1899", "17 Dec 1899",
    ];

    private readonly TestFolder _folder = new();

    private string Marked => Path.Combine(_folder.Root, "source", "image.dcm");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_way_to_print_a_name_gets_it_into_the_saved_notebook_the_report_or_the_log()
    {
        Plant();
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        string[] cells = [Ways.Setup(Marked), .. Ways.CSharp, .. Ways.R, .. Ways.Sql, "Thread.Sleep(600);"];
        Assert.True(cells.Length > 100);
        var notebook = Path.Combine(_folder.Root, "ways.ipynb");
        await File.WriteAllTextAsync(notebook, Notebook(cells), TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("run", notebook, "--output", Out("out.ipynb"), "--html", Out("out.html"));

        Assert.True(code == 0, output);
        AssertAllButFewRan(Out("out.ipynb"));
        var search = new MarkerSearch(Identifying);
        Assert.Empty(search.Find(Encoding.UTF8.GetBytes(output), "the console"));
        Assert.Empty(search.FindIn(_folder.Root, file => file != Marked));
    }

    [Fact]
    public async Task No_way_to_print_a_name_gets_it_onto_the_wire_or_into_the_history()
    {
        Plant();
        string[] cells = [Ways.Setup(Marked), .. Ways.CSharp, .. Ways.Sql, "Thread.Sleep(600);"];
        var list = Path.Combine(_folder.Root, "cells.json");
        await File.WriteAllTextAsync(list, JsonSerializer.Serialize(cells), TestContext.Current.CancellationToken);
        var script = Path.Combine(AppContext.BaseDirectory, "Privacy", "wire.py");
        using var run = new ServerProcess(
            Repository.Program("/usr/bin/python3", "python3-jupyter-client"), [script, "sinogram", list, Out("messages.json")], _folder.Environment, _folder.Root);

        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);

        Assert.True(run.ExitCode == 0, run.Output);
        var messages = JsonNode.Parse(await File.ReadAllTextAsync(Out("messages.json"), TestContext.Current.CancellationToken))!.AsArray();
        Assert.True(messages.Count(m => (string?)m!["msg_type"] == "execute_reply") == cells.Length, run.Output);
        var search = new MarkerSearch(Identifying);
        Assert.Empty(search.Find(Encoding.UTF8.GetBytes(run.Output), "the kernel's log"));
        Assert.Empty(search.FindIn(_folder.Root, file => file != Marked));
    }

    [Fact]
    public async Task A_harvest_and_everything_done_with_its_workspace_shows_no_marker_of_any_element()
    {
        var markers = Plant();
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.Root, "source", "cut.dcm"), (await File.ReadAllBytesAsync(Marked, TestContext.Current.CancellationToken))[..4000], TestContext.Current.CancellationToken);
        var workspace = Out("workspace");
        string[] cells =
        [
            $"#!dicom harvest {_folder.Root}/source --to {workspace}", "#!dicom catalog", "#!dicom series --out series\n", "series", "#!dicom quarantine", "#!dicom validation", "#!dicom montage",
            "#!drill\nSELECT * FROM dfs.catalog", "#!drill --out rows\nSELECT * FROM dfs.catalog", "string.Join('\\n', rows.Column<string>(\"DicomJson\"))",
            "string.Join('\\n', rows.Columns.SelectMany(c => Enumerable.Range(0, (int)c.Length).Select(i => $\"{c.Name} {c.GetValue(i)}\")))",
            "using Sinogram.Imaging.Dicom; using Sinogram.Imaging.Catalog;\n"
            + $"foreach (var f in System.IO.Directory.EnumerateFiles(\"{workspace}/instances\", \"*.dcm\", System.IO.SearchOption.AllDirectories)) foreach (var (d, e) in DicomFile.Read(f).DataSet.Descendants()) Console.WriteLine($\"{{e.Tag}} {{d.GetString(e.Tag)}}\");",
            "#!dicom show 1.2.3", $"#!dicom harvest {_folder.Root}/nothing --to {workspace}", "#!drill\nSELECT nothing FROM dfs.catalog", $"#!dicom harvest {_folder.Root}/source --to {workspace}", "#!who", "#!dicom compact",
        ];
        var notebook = Path.Combine(_folder.Root, "harvest.ipynb");
        await File.WriteAllTextAsync(notebook, Notebook(cells), TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("run", notebook, "--output", Out("out.ipynb"), "--html", Out("out.html"));

        Assert.True(code == 0, output);
        var search = new MarkerSearch(markers);
        Assert.Empty(search.Find(Encoding.UTF8.GetBytes(output), "the console"));
        Assert.Empty(search.FindIn(_folder.Root, file => !file.Contains("/source/", StringComparison.Ordinal) && !file.Contains("/restricted/", StringComparison.Ordinal)));
    }

    private string[] Plant()
    {
        Assert.SkipUnless(File.Exists(Template), "the images are not installed: apt-get install python3-pydicom");
        Directory.CreateDirectory(Path.GetDirectoryName(Marked)!);
        var table = Path.Combine(Repository.Root, "src", "Sinogram.Imaging", "Dicom", "Tables", "confidentiality.tsv");
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Privacy", "canaries.py"));
        var markers = JsonNode.Parse(Oracle.Python(script, Template, table, Marked))!.AsArray();
        Assert.True(markers.Count > 200, $"only {markers.Count} markers");
        return [.. markers.Select(m => (string)m!["text"]!)];
    }

    private string Out(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Root, "out")).FullName, name);

    /// <summary>Ways that a change of ours has broken would prove nothing.</summary>
    private static void AssertAllButFewRan(string executed)
    {
        var cells = JsonNode.Parse(File.ReadAllText(executed))!["cells"]!.AsArray();
        var silent = cells.Where(c => c!["outputs"]!.AsArray().Count == 0).Select(c => c!["source"]!.ToJsonString()).ToList();
        var broken = cells.Where(c => c!["outputs"]!.AsArray().Any(o => (string?)o!["ename"] == "CompilationError")).Select(c => c!["outputs"]!.ToJsonString()).ToList();
        Assert.True(broken.Count <= 3, string.Join('\n', broken));
        Assert.True(silent.Count <= 12, string.Join('\n', silent));
        Assert.Contains("‹PatientName·", File.ReadAllText(executed), StringComparison.Ordinal);
    }

    private static string Notebook(IEnumerable<string> cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = "c" + i, ["metadata"] = new JsonObject { ["tags"] = new JsonArray("raises-exception") }, ["source"] = source,
            ["execution_count"] = null, ["outputs"] = new JsonArray(),
        })]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "sinogram", ["display_name"] = "C# (Sinogram)", ["language"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var run = new ServerProcess(Repository.Tool, arguments, _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        return (run.ExitCode, run.Output);
    }
}
