using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Magics.Echo;
using Sinogram.Magics.Import;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sinogram-import-").FullName;
    private readonly TestSession _session = new([new ImportMagic(), new EchoMagic()]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_cells_of_a_notebook_run_in_order_and_its_markdown_is_shown()
    {
        var file = Notebook("prep.ipynb", ("markdown", "# Preparation"), ("code", "first"), ("raw", "not this"), ("code", "  "), ("code", "#!echo from a magic"), ("code", "print done"));
        var (result, sink) = await _session.RunAsync($"#!import {file}\nafterwards");
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal(["# Preparation", "first", "from a magic"], sink.Displays.Select(d => d[Mime.Plain]!.TrimEnd()));
        Assert.Equal("# Preparation", sink.Displays[0][Mime.Markdown]);
        Assert.Equal("done", sink.Stdout);
        Assert.Equal("afterwards", sink.Result?.Trim());
        var part = _session.Echo.Parts[0];
        Assert.Equal((0, "prep.ipynb, cell 2"), (part.FirstLine, part.Place));
    }

    [Fact]
    public async Task A_dib_file_is_split_at_its_languages_and_its_lines_are_those_of_the_file()
    {
        var file = Write("old.dib", "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nsecond\nand third\n\n#!csharp\n\nlast\n");
        var (result, sink) = await _session.RunAsync($"#!import --file \"{file}\"");
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal(["# Title", "second\nand third", "last"], sink.Displays.Select(d => d[Mime.Plain]!.Trim()));
        Assert.Equal(["old.dib", "old.dib"], _session.Echo.Parts.Select(p => p.Place));
        Assert.Equal([9, 14], _session.Echo.Parts.Select(p => p.FirstLine));
    }

    [Fact]
    public async Task Imports_nest_with_paths_from_the_importing_file_and_a_circle_is_told()
    {
        Write("lib/inner.csx", "inner");
        Notebook("lib/middle.ipynb", ("code", "#!import inner.csx"));
        var top = Write("top.cs", "#!import lib/middle.ipynb");
        var (result, sink) = await _session.RunAsync($"#!import {top}");
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal("inner", Assert.Single(sink.Displays)[Mime.Plain]);

        Write("a.csx", "#!import b.csx");
        var b = Write("b.csx", "#!import a.csx");
        var (_, circle) = await _session.RunAsync($"#!import {b}");
        Assert.Contains("#!import goes round in a circle: b.csx imports a.csx imports b.csx", circle.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("in a.csx, imported by b.csx", circle.Error.Traceback);
        Assert.Contains("in b.csx, imported by cell 2", circle.Error.Traceback);
    }

    [Fact]
    public async Task A_failure_stops_the_import_and_says_where_it_happened()
    {
        var file = Notebook("fails.ipynb", ("code", "one"), ("code", "fail"), ("code", "three"));
        var (result, sink) = await _session.RunAsync($"#!import {file}\nafterwards");
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("in fails.ipynb, cell 2, imported by cell 1", sink.Error!.Traceback);
        Assert.Equal(["one", "fail"], _session.Echo.Parts.Select(p => p.Code.Trim()));
        var typo = Notebook("typo.ipynb", ("code", "\n#!ecco x"));
        var (_, unknown) = await _session.RunAsync($"#!import {typo}");
        Assert.Contains("typo.ipynb, cell 1, line 2: there is no magic or language '#!ecco'", unknown.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!import phantm.csx", "there is no file phantm.csx", "Did you mean phantom.csx?")]
    [InlineData("#!import phantom.dll", "cannot read phantom.dll", "It takes .ipynb")]
    [InlineData("#!import broken.ipynb", "broken.ipynb is no notebook: line 2 of the file is no JSON", "Open it in Jupyter")]
    [InlineData("#!import empty.ipynb", "empty.ipynb is no notebook: it has no cells", "Open it in Jupyter")]
    public async Task What_cannot_be_imported_says_why(string code, string message, string hint)
    {
        Write("phantom.csx", "x");
        Write("phantom.dll", "x");
        Write("broken.ipynb", "{\n nonsense");
        Write("empty.ipynb", "{}");
        var (_, sink) = await _session.RunAsync(code.Replace("#!import ", $"#!import {_root}/", StringComparison.Ordinal));
        Assert.Contains(message.Replace("no file ", $"no file {_root}/", StringComparison.Ordinal), sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, sink.Error.Traceback[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_of_another_language_is_run_under_its_selector()
    {
        var cells = new JsonArray(
            Cell("code", "upper", ("polyglot_notebook", new JsonObject { ["kernelName"] = "echo" })),
            Cell("code", "csharp again", ("dotnet_interactive", new JsonObject { ["language"] = "csharp" })));
        var file = Write("mixed.ipynb", new JsonObject { ["cells"] = cells, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }.ToJsonString());
        var (result, sink) = await _session.RunAsync($"#!import {file}");
        Assert.IsType<CellResult.Completed>(result);
        Assert.Equal(["upper", "csharp again"], sink.Displays.Select(d => d[Mime.Plain]!.Trim()));
        Assert.Equal("csharp again", Assert.Single(_session.Echo.Parts).Code);
    }

    [Fact]
    public void No_file_breaks_the_reader()
    {
        var random = new Random(20261125);
        var notebook = System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(Notebook("seed.ipynb", ("markdown", "# m"), ("code", "1\n2"))));
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = notebook.ToArray();
            for (var k = random.Next(1, 6); k > 0; k--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            }

            var file = new Core.Cells.CellFile("/x/seed.ipynb");
            try
            {
                Assert.NotNull(ImportedNotebook.Read(System.Text.Encoding.UTF8.GetString(bytes), file, 1));
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or Core.Magics.MagicException)
            {
                // That is the answer to what is no notebook.
            }

            Assert.NotNull(ImportedDib.Read(System.Text.Encoding.UTF8.GetString(bytes).Replace("\\n", "\n#!", StringComparison.Ordinal), file, 1));
        }
    }

    private static JsonObject Cell(string type, string source, params IEnumerable<(string Name, JsonNode Value)> metadata) => new()
    {
        ["cell_type"] = type, ["source"] = new JsonArray([.. source.Split('\n').Select((l, i) => (JsonNode)(i == source.Count(c => c == '\n') ? l : l + "\n"))]),
        ["metadata"] = new JsonObject(metadata.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Name, m.Value))),
    };

    private string Notebook(string name, params IEnumerable<(string Type, string Source)> cells) => Write(name, new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(c => Cell(c.Type, c.Source))]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["language"] = "C#", ["name"] = ".net-csharp" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    private string Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
