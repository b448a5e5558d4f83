using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>
/// A notebook of the project as a hospital would run it: its images bear markers, a cell before its own has read them all as identified sources
/// and the installed ones as public ones, and careless cells after them print names and fail with them. Nothing may leak, and of its own outputs nothing may be masked that is no name.
/// </summary>
internal sealed class MarkedNotebook
{
    private const string Added = "added-by-the-test";

    private static readonly string[] Careless =
    [
        "foreach (var marked in markedFiles) { Console.WriteLine(marked.DataSet.GetString(Sinogram.Imaging.Dicom.Tags.PatientName)); }",
        "markedFiles", "throw new InvalidOperationException(string.Join(\"; \", markedFiles.Select(f => f.DataSet.GetString(Sinogram.Imaging.Dicom.Tags.PatientName))));",
        "var markedTable = Table.From(markedFiles.Select(f => new { Who = f.DataSet.GetString(Sinogram.Imaging.Dicom.Tags.PatientName), Where = f.DataSet.GetString(Sinogram.Imaging.Dicom.Tags.InstitutionName) }));\nmarkedTable",
        "#!drill --in markedTable\nSELECT upper(Who) AS a, CAST(Who AS INT) AS b FROM markedTable", "#!dicom header @markedFolder", "#!dicom catalog @markedFolder", "#!who", "#!whos",
    ];

    private readonly TestFolder _folder;
    private readonly MarkedImages _images;

    /// <param name="folder">Where it runs.</param>
    public MarkedNotebook(TestFolder folder)
    {
        _folder = folder;
        Images = Path.Combine(folder.Root, "marked");
        _images = MarkedImages.OfNotebooks(Images);
    }

    /// <summary>Where the marked images lie.</summary>
    public string Images { get; }

    /// <summary>Writes it into the test's folder and gives its path.</summary>
    public string Prepare(string notebook)
    {
        var root = JsonNode.Parse(_images.Redirected(File.ReadAllText(notebook)))!;
        var cells = root["cells"]!.AsArray();
        var files = Path.Combine(Images, Path.GetFileName(MarkedImages.Installed));
        const string Reading = "{0}.Select(f => {{ try {{ return Sinogram.Imaging.Dicom.DicomFile.Read(f{1}); }} catch (Sinogram.Imaging.Dicom.DicomFormatException) {{ return null; }} }}).OfType<Sinogram.Imaging.Dicom.DicomFile>().ToList()";
        var marked = string.Format(CultureInfo.InvariantCulture, Reading, $"new[] {{ {string.Join(", ", _images.Copies.Select(c => $"\"{c}\""))} }}", "");
        var installed = string.Format(CultureInfo.InvariantCulture, Reading, $"Directory.GetFiles(\"{MarkedImages.Installed}\", \"*.dcm\")", ", Sinogram.Imaging.Dicom.ReadOptions.Default with { IsPublic = true }");

        // No variable of ours stands in what the notebook lists.
        cells.Insert(0, Cell($"{{ _ = {marked}; _ = {installed}; }}", 0));
        cells.Add(Cell($"var markedFolder = \"{files}\"; var markedFiles = {marked};", Careless.Length + 1));
        for (var i = 0; i < Careless.Length; i++)
        {
            cells.Add(Cell(Careless[i], i + 1));
        }

        var target = Path.Combine(_folder.Root, Path.GetFileName(notebook));
        File.WriteAllText(target, root.ToJsonString());
        return target;
    }

    /// <summary>Whether a cell is one of ours.</summary>
    public static bool IsAdded(JsonNode cell) => cell["metadata"]![Added] is not null;

    /// <summary>Fails where a marker came out: into a file of the test's folder, or onto the console. Copies of images that a notebook makes are its own affair.</summary>
    public void AssertNothingLeaked(string console)
    {
        var search = MarkerSearch.ForMasked(_images);
        var found = search.Find(Encoding.UTF8.GetBytes(console), "the console").Concat(search.FindIn(
            _folder.Root, file => !file.StartsWith(Images, StringComparison.Ordinal) && !file.Contains("/incoming-", StringComparison.Ordinal) && !file.StartsWith(_folder.JupyterPath, StringComparison.Ordinal) && !file.Contains("/restricted/", StringComparison.Ordinal))).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static JsonObject Cell(string source, int number) => new()
    {
        ["cell_type"] = "code", ["id"] = $"added{number}", ["metadata"] = new JsonObject { [Added] = true, ["tags"] = new JsonArray("raises-exception") },
        ["source"] = new JsonArray(source), ["execution_count"] = null, ["outputs"] = new JsonArray(),
    };
}
