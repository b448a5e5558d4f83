using System.Text.Json.Nodes;
using Sinogram.Tool.Commands;
using Sinogram.Tool.Scan;

namespace Sinogram.Tool.Tests.Scan;

public sealed class ScanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("(0010,0010) PN: 'Doe'", "a value after a DICOM tag or keyword")]
    [InlineData("{\"00100010\": {\"vr\": \"PN\", \"Value\": [{\"Alphabetic\": \"Adams\"}]}}", "a value after a DICOM tag or keyword")]
    [InlineData("where PatientID = 'A-1733'", "a value after a DICOM tag or keyword")]
    [InlineData("PatientID: 00471188", "a value after a DICOM tag or keyword")]
    [InlineData("seen: Lestrade^Gregory", "a name as DICOM writes it")]
    [InlineData("MRN 7712345", "a number as of a medical record")]
    [InlineData("patient no.: 7712345", "a number as of a medical record")]
    [InlineData("DOB: 1931-03-09", "a date of birth")]
    [InlineData("born on 9.3.1931", "a date of birth")]
    [InlineData("study 1.3.6.1.4.1.5962.1.2.1.20040119072730.12322", "a UID of an unknown study")]
    public void What_looks_identifying_is_found_in_sources_and_outputs(string text, string what)
    {
        foreach (var notebook in (JsonObject[])[Notebook(source: text), Notebook(stdout: text), Notebook(plain: text), Notebook(html: $"<td>{text}</td>"), Notebook(error: text)])
        {
            var finding = Assert.Single(Scan(notebook), f => f.What == what);
            Assert.StartsWith("cell 1, ", finding.Place, StringComparison.Ordinal);
            Assert.DoesNotContain("1931", finding.What, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("PatientName = ‹PatientName·3f9a›")]
    [InlineData("var name = file.DataSet.GetString(Tags.PatientName);")]
    [InlineData("SELECT PatientID, PatientSex FROM dfs.catalog WHERE PatientID = p.PatientID")]
    [InlineData("x^2 + Y^Z, 2^N")]
    [InlineData("1.2.840.10008.1.2.4.70 is JPEG lossless; 2.25.329800735698586629295641978511506172918 is one of ours")]
    [InlineData("12,345 rows on 2024-05-01, version 10.0.112.3")]
    [InlineData("PatientAge: '045Y', StudyDate = '20240501'")]
    public void What_names_no_patient_passes(string text) => Assert.Empty(Scan(Notebook(source: text, stdout: text, html: text)));

    [Theory]
    [InlineData("<table border='1' class=\"dataframe\"><thead><tr style='text-align: right;'><th></th><th>PatientName</th><th>n</th></tr></thead><tbody><tr><th>0</th><td>Weatherwax, E.</td><td>1</td></tr><tr><th>1</th><td>Ogg, G.</td><td>2</td></tr></tbody></table>", 2)]
    [InlineData("<table><tr><th>last name<th>dose<tr><td>Weatherwax<td>2</table>", 1)]
    [InlineData("<TABLE><TR><TD><b>dob</b></TD></TR><TR><TD>3.9.31</TD></TR></TABLE><table><tr><th>MRN</th></tr><tr><td>a1</td></tr></table>", 2)]
    [InlineData("<table><tr><th>PatientName</th><th>name</th></tr><tr><td>‹PatientName·3f9a›</td><td>thorax</td></tr><tr><td>NaN</td><td>head</td></tr></table>", 0)]
    [InlineData("<table><tr><th>StudyDate</th></tr><tr><td>2024-05-01</td></tr></table><p>PatientName</p><table><tr><td>x", 0)]
    [InlineData("<table><tr><th>PatientName<table><tr><td", 0)]
    public void Columns_that_are_named_after_what_identifies_are_found(string html, int values)
    {
        var findings = Scan(Notebook(html: html)).Where(f => f.What.StartsWith("values in a column", StringComparison.Ordinal)).ToList();
        Assert.Equal(values, findings.Sum(f => f.Count));
        Assert.DoesNotContain(findings, f => f.ToString().Contains("Weatherwax", StringComparison.Ordinal));
    }

    [Fact]
    public void A_revealed_output_is_found()
    {
        var notebook = Notebook(plain: "nothing that a pattern knows");
        notebook["cells"]![0]!["outputs"]![0]!["metadata"] = new JsonObject { ["sinogram.revealed"] = true };
        Assert.Contains("revealed", Assert.Single(Scan(notebook)).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_end_with_codes_for_a_hook_and_clean_takes_outputs_out()
    {
        var file = Save(Notebook(source: "1 + 1", stdout: "Lestrade^Gregory"));
        Assert.Equal(1, await CommandLine.RunAsync(["scan", file]));
        Assert.Equal(1, await CommandLine.RunAsync(["clean", "--check", file]));
        Assert.Equal(0, await CommandLine.RunAsync(["clean", file]));
        Assert.Equal(0, await CommandLine.RunAsync(["clean", "--check", file]));
        Assert.Equal(0, await CommandLine.RunAsync(["scan", file]));
        Assert.Contains("1 + 1", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clean_takes_outputs_out_of_every_cell_of_a_damaged_notebook_too()
    {
        var file = Path.GetTempFileName() + ".ipynb";
        await File.WriteAllTextAsync(
            file,
            """{"cells":[{"cell_type":"markdown","metadata":{},"source":["x"],"outputs":[{"output_type":"stream","name":"stdout","text":["PatientName: 'Doe^Jane'"]}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}""",
            TestContext.Current.CancellationToken);
        Assert.Equal(1, await CommandLine.RunAsync(["scan", file]));
        Assert.Equal(0, await CommandLine.RunAsync(["clean", file]));
        Assert.Equal(0, await CommandLine.RunAsync(["scan", file]));
        File.Delete(file);
    }

    [Fact]
    public void The_notebooks_of_the_project_are_clean()
    {
        var notebooks = Directory.EnumerateFiles(Path.Combine(Architecture.Repository.Root, "notebooks"), "*.ipynb", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(notebooks);
        Assert.Empty(notebooks.SelectMany(new NotebookScan(new KnownWorkspaces()).Scan));
    }

    private IReadOnlyList<Finding> Scan(JsonObject notebook) => new NotebookScan(new KnownWorkspaces()).Scan(Save(notebook));

    private string Save(JsonObject notebook)
    {
        var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".ipynb");
        File.WriteAllText(file, notebook.ToJsonString());
        return file;
    }

    private static JsonObject Notebook(string source = "", string? stdout = null, string? plain = null, string? html = null, string? error = null)
    {
        var outputs = new JsonArray();
        if (stdout is not null)
        {
            outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = new JsonArray(stdout) });
        }

        if (plain is not null || html is not null)
        {
            var data = new JsonObject { ["text/plain"] = plain ?? "shown", ["image/png"] = "iVBORw0KGgo=" };
            if (html is not null)
            {
                data["text/html"] = new JsonArray(html);
            }

            outputs.Add(new JsonObject { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = data });
        }

        if (error is not null)
        {
            outputs.Add(new JsonObject { ["output_type"] = "error", ["ename"] = "Exception", ["evalue"] = error, ["traceback"] = new JsonArray() });
        }

        return new JsonObject
        {
            ["cells"] = new JsonArray(new JsonObject { ["cell_type"] = "code", ["source"] = source, ["metadata"] = new JsonObject(), ["outputs"] = outputs, ["execution_count"] = 1 }),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
    }
}
