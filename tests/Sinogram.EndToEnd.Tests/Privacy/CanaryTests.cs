using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;
using Sinogram.Testing;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// Nothing that a notebook saves, sends or logs leaks a patient: markers are planted in files, the files are used in every way that we could think of, and
/// the markers are looked for in all that comes out: notebooks, reports, the console, logs, the audit, the history, temporary files, workspaces, the wire.
/// The notebooks of the project run over marked images too, each with careless cells at its end.
/// </summary>
[Collection("servers")]
public sealed class CanaryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Source => Path.Combine(_folder.Root, "source");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_way_to_print_a_name_gets_it_into_the_saved_notebook_the_report_or_the_log()
    {
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        var images = MarkedImages.Full(Source);
        string[] cells = [Ways.Setup(Path.Combine(Source, "image.dcm")), .. Ways.CSharp, .. Ways.R, .. Ways.Sql, .. Ways.Python, .. Ways.Shell, Ways.Last];
        Assert.True(cells.Length > 200);

        var output = await RunAsync(cells);

        AssertAllButFewRan(Out("out.ipynb"));
        var search = MarkerSearch.ForMasked(images);
        AssertNone(search.Find(Encoding.UTF8.GetBytes(output), "the console"));
        AssertNone(search.FindIn(_folder.Root, IsSearched));
    }

    [Fact]
    public async Task No_way_to_print_a_name_gets_it_onto_the_wire_or_into_the_history()
    {
        Repository.Program("/usr/lib/R/bin/R", "r-base-core");
        var images = MarkedImages.Full(Source);
        // Every way goes through the saved notebook; of those that front ends have no part in, the wire sees a third.
        string[] cells = [Ways.Setup(Path.Combine(Source, "image.dcm")), .. Ways.CSharp, .. Ways.R, .. Ways.Sql, .. Ways.Python, .. Ways.Shell];
        cells = [.. cells.Where((c, i) => i % 3 == 0 || Ways.IsOfFrontEnds(c)), .. Ways.OfFrontEnds, Ways.Last];
        var list = Path.Combine(_folder.Root, "cells.json");
        await File.WriteAllTextAsync(list, JsonSerializer.Serialize(cells), TestContext.Current.CancellationToken);
        var script = Path.Combine(AppContext.BaseDirectory, "Privacy", "wire.py");
        using var run = new ServerProcess(
            Repository.Program("/usr/bin/python3", "python3-jupyter-client"), [script, "sinogram", list, Out("wire.bin")], _folder.Environment, _folder.Root);

        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.True(run.Output.Contains($"{cells.Length} replies", StringComparison.Ordinal), run.Output);
        Assert.True(int.Parse(run.Output.Split('\n').Single(l => l.EndsWith(" widgets used", StringComparison.Ordinal)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 20, run.Output);
        Assert.True(!run.Output.Contains("others may read", StringComparison.Ordinal), run.Output);
        Assert.Contains("‹PatientName·", await File.ReadAllTextAsync(Out("wire.bin"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var search = MarkerSearch.ForMasked(images);
        AssertNone(search.Find(Encoding.UTF8.GetBytes(run.Output), "the kernel's log"));
        AssertNone(search.FindIn(_folder.Root, IsSearched));
    }

    [Fact]
    public async Task Files_of_every_kind_leak_nothing_when_they_are_harvested_and_nothing_that_is_masked_when_they_are_read()
    {
        // One file has every element there is; the real ones, where they are there, have them as machines write them.
        List<string> files = SharedFolder.Root() is { } shared && Path.Combine(shared, "golden", "deid", "files.tsv") is var list && File.Exists(list) ? [.. File.ReadLines(list).Skip(1).Select(line => SharedFolder.Path("data/" + line.Split('\t')[0]))] : [];
        var images = MarkedImages.Full(Source, files);
        Assert.True(files.Count == 0 || (images.Files >= 31 && images.Markers > 1000), $"{images.Markers} markers in {images.Files} files");
        var whole = Path.Combine(Source, "image.dcm");
        var cut = Path.Combine(Source, "cut.dcm");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken))[..4000], TestContext.Current.CancellationToken);

        var output = await RunAsync([.. Harvests(Source, "basic"), .. Used("basic")]);

        var all = MarkerSearch.ForAll(images);
        AssertNone(all.Find(Encoding.UTF8.GetBytes(output), "the console"));
        AssertNone(all.FindIn(_folder.Root, IsSearched));

        File.Delete(cut);
        output = await RunAsync([.. Identified(), .. Used("none")]);

        var masked = MarkerSearch.ForMasked(images);
        AssertNone(masked.Find(Encoding.UTF8.GetBytes(output), "the console"));
        AssertNone(masked.FindIn(_folder.Root, file => IsSearched(file) && !file.StartsWith(Out("none"), StringComparison.Ordinal)));
    }

    private static void AssertNone(IReadOnlyList<string> found) => Assert.True(found.Count == 0, $"{found.Count} markers came out:\n{string.Join('\n', found.Take(40))}");

    /// <summary>The files of workspaces outside <c>restricted/</c>, and all that lies beside the marked files.</summary>
    private bool IsSearched(string file) => !file.StartsWith(Source + "/", StringComparison.Ordinal) && !file.StartsWith(_folder.JupyterPath, StringComparison.Ordinal) && !file.Contains("/restricted/", StringComparison.Ordinal);

    private string[] Harvests(string source, string name) =>
    [
        $"#!dicom harvest {source} --to {Out(name)}", $"#!dicom harvest {source} --to {Out(name)}", $"#!dicom harvest {source}/nothing --to {Out(name)}",
        $"#!dicom harvest {source} --to {Out(name)} --deid none",
    ];

    private string[] Used(string name) =>
    [
        $"#!dicom catalog {Out(name)}", "#!dicom series --out series\n", "series", "#!dicom quarantine", "#!dicom validation", "#!dicom montage --limit 3",
        "#!drill\nSELECT * FROM dfs.catalog", "#!drill --out rows\nSELECT * FROM dfs.catalog", "string.Join('\\n', rows.Column<string>(\"DicomJson\"))",
        "string.Join('\\n', rows.Columns.SelectMany(c => Enumerable.Range(0, (int)c.Length).Select(i => $\"{c.Name} {c.GetValue(i)}\")))",
        "using Sinogram.Imaging.Dicom; using Sinogram.Imaging.Catalog;\n"
        + $"foreach (var f in System.IO.Directory.EnumerateFiles(\"{Out(name)}\", \"*.dcm\", System.IO.SearchOption.AllDirectories)) foreach (var (d, e) in DicomFile.Read(f).DataSet.Descendants()) Console.WriteLine($\"{{e.Tag}} {{d.GetString(e.Tag)}}\");",
        "#!drill --in rows --out text\nSELECT CAST(rows AS VARCHAR) AS t FROM rows", "#!dicom show 1.2.3", "#!drill\nSELECT nothing FROM dfs.catalog", "#!who", "#!whos", "#!dicom compact",
        "throw new Exception(string.Join(' ', rows.Rows.Select(r => r.ToString())));",
    ];

    private string[] Identified() =>
    [
        $"#!dicom harvest {Source} --to {Out("none")} --deid none",
        $"using Sinogram.Imaging.Dicom; using Sinogram.Imaging.Catalog;\nvar files = System.IO.Directory.GetFiles(\"{Source}\", \"*\").Select(f => DicomFile.Read(f)).ToArray();",
        "foreach (var f in files) display(f);", "foreach (var f in files) display(f.DataSet);", "files.Select(f => f.DataSet.GetPersonName(Tags.PatientName))",
        "foreach (var f in files) foreach (var e in f.DataSet) Console.WriteLine($\"{e.Tag.IsPrivate} {(e.Identified && !e.Tag.IsPrivate || !e.Tag.IsPrivate ? f.DataSet.GetString(e.Tag) : \"\")}\");",
        "var people = Table.From(files.Select(f => new { Who = f.DataSet.GetString(Tags.PatientName), Number = f.DataSet.GetString(Tags.PatientID), Born = f.DataSet.GetString(Tags.PatientBirthDate) }));\npeople",
        "#!drill --in people --out p2\nSELECT Who AS a, upper(Number) AS b, Born FROM people", "p2", "#!r --in p2 --out p3\np3 <- p2[order(p2$a), ]\np3", "p3",
        .. Directory.GetFiles(Source).Take(5).Select(f => $"#!dicom header {f}"),
        "throw new Exception(string.Join(' ', files.SelectMany(f => f.DataSet.GetStrings(Tags.PatientName))));",
    ];

    private string Out(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Root, "out")).FullName, name);

    /// <summary>Ways that a change of ours has broken would prove nothing.</summary>
    private static void AssertAllButFewRan(string executed)
    {
        var cells = JsonNode.Parse(File.ReadAllText(executed))!["cells"]!.AsArray();
        var silent = cells.Where(c => c!["outputs"]!.AsArray().Count == 0).Select(c => c!["source"]!.ToJsonString()).ToList();
        var broken = cells.Where(c => c!["outputs"]!.AsArray().Any(o => (string?)o!["ename"] == "CompilationError")).Select(c => c!["source"]!.ToJsonString() + c["outputs"]!.ToJsonString()).ToList();
        Assert.True(broken.Count <= 3, string.Join('\n', broken));
        Assert.True(silent.Count <= 24, string.Join('\n', silent));
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

    private async Task<string> RunAsync(params string[] cells)
    {
        var notebook = Path.Combine(_folder.Root, "cells.ipynb");
        await File.WriteAllTextAsync(notebook, Notebook(cells), TestContext.Current.CancellationToken);
        using var run = new ServerProcess(Repository.Tool, ["run", notebook, "--output", Out("out.ipynb"), "--html", Out("out.html")], _folder.Environment, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.Output;
    }
}
