using System.Text.Json.Nodes;
using Sinogram.Tool.Commands;
using Sinogram.Tool.Notebooks;
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

    /// <summary>As pandas, R, psql, duckdb, dcmdump, gdcmdump, pydicom, dcm2xml and others print patients.</summary>
    [Theory]
    [InlineData("  PatientName  Age\n0  Weatherwax   83\n1         Ogg   75", 2)]
    [InlineData("             PatientName  Age\n0  Weatherwax, Esmeralda   83", 1)]
    [InlineData("         PatientName  Age\n‹PatientName·3f9a›   83", 0)]
    [InlineData("PatientName         Age\n‹PatientName·3f9a›   83", 0)]
    [InlineData("PatientName         age\n‹PatientName·3f9a›   41\n1 row × 2 columns", 0)]
    [InlineData("PatientName age\n‹PatientName·3f9a›   41\n20 of 1,204 rows × 40 of 52 columns: the result has more rows than were fetched", 0)]
    [InlineData("PatientName age\nWeatherwax   83\n[1 rows x 2 columns]", 1)]
    [InlineData("  PatientName\n0 ‹PatientName·3f9a›\n1         NaN", 0)]
    [InlineData("  PatientName Age\n1  Weatherwax  83\n2         Ogg  75", 2)]
    [InlineData("PatientName   dob         \nWeatherwax    1931-03-09", 2)]
    [InlineData(" surname    | dose \n------------+------\n Weatherwax |  1.5\n Ogg        |  2.5\n(2 rows)", 2)]
    [InlineData("┌────────────┬───────┐\n│  surname   │ dose  │\n│  varchar   │ double│\n├────────────┼───────┤\n│ Weatherwax │   1.5 │\n└────────────┴───────┘", 1)]
    [InlineData("| MRN | dose |\n|-----|-----:|\n| A1 | 2 |", 1)]
    [InlineData("| PatientName | action |\n|---|---|\n| X | remove |", 0)]
    [InlineData("surname,dose\nWeatherwax,1.5\n\"Ogg, G.\",2", 2)]
    [InlineData("surname;dose\nWeatherwax;1,5", 1)]
    [InlineData("(0010,0010) PN [Weatherwax]                             #  10, 1 PatientName", 1)]
    [InlineData("(0010,0010) PN (no value available)                     #   0, 0 PatientName", 0)]
    [InlineData("(0010,0010) ?? (PN) [Weatherwax ]                # 10,1 Patient's Name", 1)]
    [InlineData("(0010, 0010) Patient's Name                      PN: 'Weatherwax'", 1)]
    [InlineData("(0010, 0010) Patient's Name                      PN: ''", 0)]
    [InlineData("(0010,0020) Patient ID  LO: '12'", 1)]
    [InlineData("<element tag=\"0010,0010\" vr=\"PN\" vm=\"1\" len=\"10\" name=\"PatientName\">Weatherwax</element>", 1)]
    [InlineData("<DicomAttribute tag=\"00100010\" vr=\"PN\" keyword=\"PatientName\"><PersonName number=\"1\"><Alphabetic><FamilyName>Weatherwax</FamilyName>", 1)]
    [InlineData("'data.frame': 2 obs. of  1 variable:\n $ PatientName: chr  \"Weatherwax\" \"Ogg\"", 1)]
    [InlineData("$PatientName\n[1] \"Weatherwax\" \"Ogg\"", 1)]
    [InlineData("PatientName    Weatherwax, Esmeralda\nAge                            83\nName: 0, dtype: object", 1)]
    [InlineData("Patient name: Esmeralda Weatherwax", 1)]
    [InlineData("Last name = Weatherwax", 1)]
    [InlineData("{\"surname\": \"Weatherwax\", \"dose\": 2}", 1)]
    [InlineData("[{\"mrn\": 77}, {\"mrn\": null}]", 1)]
    [InlineData("PatientName: string identified, Age: int32", 0)]
    [InlineData("Patient name: as it stands in the file", 0)]
    [InlineData("the surname of a patient  and the given name", 0)]
    public void Patients_that_programs_print_without_carets_are_found(string printed, int values)
    {
        var findings = Scan(Notebook(stdout: printed));
        Assert.Equal(values, findings.Where(f => f.What.Contains("column", StringComparison.Ordinal) || f.What.Contains("keyword", StringComparison.Ordinal)).Sum(f => f.Count));
        Assert.Equal(values > 0, findings.Count > 0);
        Assert.DoesNotContain(findings, f => f.ToString().Contains("Weatherwax", StringComparison.Ordinal) || f.ToString().Contains("1931", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_of_any_text_folders_old_notebooks_and_damaged_ones_are_looked_through()
    {
        foreach (var (name, text) in ((string, string)[])
        [
            ("a.py", "who = 'Lestrade^Gregory'"),
            ("b.html", "<html><table><tr><th>surname</th></tr><tr><td>Lestrade</td></tr></table></html>"),
            ("c.txt", "Patient name: Gregory Lestrade"),
            ("d.csv", "surname,dose\nLestrade,2\n"),
            ("e.json", """{"rows": [{"surname": "Lestrade"}]}"""),
            ("f.ipynb", """{"nbformat":3,"worksheets":[{"cells":[{"cell_type":"code","input":["1"],"outputs":[{"output_type":"pyout","prompt_number":1,"text":["x"],"html":["<table><tr><th>surname</th></tr><tr><td>Lestrade</td></tr></table>"]}]}]}]}"""),
            ("g.ipynb", """{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"text":["| surname |\\n","| Patient name: Gregory |\\n","PatientName: \\"Lestrade\\""]}"""),
            ("h.ipynb", """{"nbformat":4,"cells":[{"cell_type":"code","source":"","metadata":{"papermill":{"parameters":{"surname":"Lestrade"}}},"outputs":[]}]}"""),
            ("i.ipynb", """{"nbformat":4,"cells":[{"cell_type":"code","source":"","source":"PatientID = '0047118'","metadata":{},"outputs":[]}]}"""),
        ])
        {
            var folder = _folder.CreateSubdirectory(name.Replace('.', '-'));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, TestContext.Current.CancellationToken);
            Assert.Equal(1, await CommandLine.RunAsync(["scan", Path.Combine(folder.FullName, name)]));
            Assert.Equal(1, await CommandLine.RunAsync(["scan", folder.FullName]));
        }

        Assert.Equal(0, await CommandLine.RunAsync(["scan", _folder.CreateSubdirectory("empty").FullName]));
        Assert.Equal(2, await CommandLine.RunAsync(["scan", Path.Combine(_folder.FullName, "nothing.ipynb")]));
        Assert.Equal(2, await CommandLine.RunAsync(["scan"]));
    }

    [Theory]
    [InlineData("{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"execution_count\": 3,\n   \"metadata\": {\"tags\": [\"a\"], \"papermill\": {\"duration\": 1.0}},\n   \"outputs\": [{\"output_type\": \"stream\", \"text\": [\"x\"]}],\n   \"source\": [\"1 + 1e0, \\u00e9 é \\/ \"]\n  }\n ],\n \"nbformat\": 4, \"nbformat_minor\": 2, \"metadata\": {\"widgets\": {\"s\": {}}, \"z\": 1.00}}\r\n",
        "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"execution_count\": null,\n   \"metadata\": {\"tags\": [\"a\"]},\n   \"outputs\": [],\n   \"source\": [\"1 + 1e0, \\u00e9 é \\/ \"]\n  }\n ],\n \"nbformat\": 4, \"nbformat_minor\": 2, \"metadata\": {\"z\": 1.00}}\r\n")]
    [InlineData("""{"worksheets":[{"cells":[{"cell_type":"code","input":"1","prompt_number":2,"outputs":[{"output_type":"pyout","text":"x"}]}]}],"nbformat":3}""",
        """{"worksheets":[{"cells":[{"cell_type":"code","input":"1","prompt_number":null,"outputs":[]}]}],"nbformat":3}""")]
    [InlineData("""{"cells":[{"cell_type":"markdown","outputs":[1],"source":"x","execution_count":1}],"metadata":{"papermill":{}}}""", """{"cells":[{"cell_type":"markdown","source":"x"}],"metadata":{}}""")]
    [InlineData("""{"cells":[{"cell_type":"code","outputs":[1],"outputs":[2],"source":"x"}]}""", """{"cells":[{"cell_type":"code","outputs":[],"outputs":[],"source":"x"}]}""")]
    [InlineData("\uFEFF{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[1]}]}", "\uFEFF{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[]}]}")]
    public async Task Clean_takes_out_what_runs_leave_and_keeps_the_rest_byte_for_byte(string before, string after)
    {
        var token = TestContext.Current.CancellationToken;
        string[] files = [Path.Combine(_folder.FullName, "a.ipynb"), Path.Combine(_folder.FullName, "b.ipynb")];
        foreach (var file in files) { await File.WriteAllTextAsync(file, before, token); }
        Assert.Equal(1, await CommandLine.RunAsync(["clean", "--check", .. files]));
        Assert.Equal(before.TrimStart('\uFEFF'), (await File.ReadAllTextAsync(files[0], token)));
        Assert.Equal(0, await CommandLine.RunAsync(["clean", _folder.FullName]));
        foreach (var file in files) { Assert.Equal(System.Text.Encoding.UTF8.GetBytes(after), await File.ReadAllBytesAsync(file, token)); }

        // Once more changes nothing, not even the time of the file.
        var written = File.GetLastWriteTimeUtc(files[0]);
        Assert.Equal(0, await CommandLine.RunAsync(["clean", .. files]));
        Assert.Equal(0, await CommandLine.RunAsync(["clean", "--check", .. files]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(files[0]));
    }

    [Fact]
    public async Task Clean_leaves_what_is_no_notebook_and_cleans_the_others()
    {
        var token = TestContext.Current.CancellationToken;
        var (broken, whole) = (Path.Combine(_folder.FullName, "a.ipynb"), Path.Combine(_folder.FullName, "b.ipynb"));
        await File.WriteAllTextAsync(broken, "{\"cells\": [\n{", token);
        await File.WriteAllTextAsync(whole, """{"cells":[{"cell_type":"code","outputs":[1]}]}""", token);
        Assert.Equal(2, await CommandLine.RunAsync(["clean", broken, whole, Path.Combine(_folder.FullName, "nothing.ipynb")]));
        Assert.Equal("{\"cells\": [\n{", await File.ReadAllTextAsync(broken, token));
        Assert.Equal("""{"cells":[{"cell_type":"code","outputs":[]}]}""", await File.ReadAllTextAsync(whole, token));
    }

    [Fact]
    public void A_notebook_changed_in_any_way_is_cleaned_whole_or_left()
    {
        var random = new Random(7);
        var notebook = System.Text.Encoding.UTF8.GetBytes(Notebook(source: "1 + 1", stdout: "a", html: "<b>x</b>", error: "e").ToJsonString());
        for (var i = 0; i < 5000; i++)
        {
            var bytes = notebook.ToArray();
            for (var m = random.Next(1, 4); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127); }
            if (random.Next(4) == 0) { bytes = bytes[..random.Next(bytes.Length)]; }
            try
            {
                var (cleaned, _) = NotebookCleaner.Clean(bytes, "a notebook");
                Assert.Same(cleaned, NotebookCleaner.Clean(cleaned, "a notebook").Bytes);
            }
            catch (UserErrorException)
            {
                // What is left as it is.
            }

            _ = new NotebookScan(new KnownWorkspaces()).Scan("a.ipynb", bytes);
        }
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
        Assert.Contains("1 \\u002B 1", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
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
        Assert.Empty(notebooks.SelectMany(n => new NotebookScan(new KnownWorkspaces()).Scan(n, File.ReadAllBytes(n))));
    }

    private IReadOnlyList<Finding> Scan(JsonObject notebook) => Save(notebook) is var file ? new NotebookScan(new KnownWorkspaces()).Scan(file, File.ReadAllBytes(file)) : [];

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
