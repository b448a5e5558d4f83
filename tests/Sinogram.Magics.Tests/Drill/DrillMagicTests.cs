using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Drill;
using Sinogram.Magics.Formatting;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Drill;

public sealed class DrillMagicTests : IAsyncDisposable
{
    private readonly string _workspace = Directory.CreateTempSubdirectory("sinogram-drill-magic-").FullName;
    private readonly NotebookState _state = new(TimeProvider.System);
    private readonly TestSession _session;

    public DrillMagicTests()
    {
        _session = new TestSession([new DrillMagic(_state)], formatters: new Formatters(new TableFormatter()));
        var folder = Directory.CreateDirectory(Path.Combine(_workspace, "catalog", "m=CT", "y=2024")).FullName;
        using var engine = new DuckDbEngine();
        engine.WriteParquet(new Table(Column.Of("Modality", Enumerable.Repeat("CT", 1500)), Column.Of("InstanceNumber", Enumerable.Range(1, 1500))), Path.Combine(folder, "part-0.parquet"));
        _state.Workspace = _workspace;
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Directory.Delete(_workspace, recursive: true);
    }

    [Fact]
    public async Task The_catalogue_of_the_last_harvest_is_queried_and_cut_with_a_word_about_it()
    {
        var table = await ValueOf("#!drill\nSELECT * FROM dfs.catalog");
        Assert.Equal(DrillMagic.FirstRows, table.RowCount);
        Assert.Contains("more rows than were fetched", _session.Session.Formatters.Format(table)[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_keeps_all_rows_and_in_brings_them_back()
    {
        await _session.RunAsync("#!drill --out rows1\nSELECT * FROM dfs.catalog");
        Assert.True(_session.Session.Variables.TryGet("rows1", out var kept));
        Assert.Equal(1500, ((Table)kept!).RowCount);
        var counted = await ValueOf("#!drill --in rows1 --param first=1401\nSELECT COUNT(*) AS n FROM rows1 WHERE InstanceNumber >= $first");
        Assert.Equal(100L, counted.GetValue(0, "n"));
        Assert.Contains("Object 'rows1' not found", await ErrorOf("#!drill\nSELECT * FROM rows1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_shows_the_line_of_the_cell_and_a_caret()
    {
        var message = await ErrorOf("#!drill\nSELECT Modality,\n       nothere(1)\nFROM dfs.catalog");
        Assert.Contains("line 3, column 8:\n       nothere(1)\n       ^", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!drill --in missing\nSELECT 1 AS a", "There is no variable 'missing'")]
    [InlineData("#!drill --catalog /nowhere/at/all\nSELECT 1 AS a", "There is no workspace")]
    [InlineData("#!drill --param x\nSELECT 1 AS a", "name=value")]
    [InlineData("#!drill\nSHOW FILES", "not a workspace schema")]
    [InlineData("#!drill\nCREATE FUNCTION USING JAR 'x.jar'", "is of a Drill cluster")]
    public async Task What_is_wrong_is_said(string cell, string message) => Assert.Contains(message, await ErrorOf(cell), StringComparison.Ordinal);

    [Theory]
    [InlineData("n=12", 12L)]
    [InlineData("n=1.5", 1.5)]
    [InlineData("n=true", true)]
    [InlineData("n=007", "007")]
    [InlineData("n='12'", "12")]
    [InlineData("n=1.2.840", "1.2.840")]
    [InlineData("n=", "")]
    public void Parameters_take_their_type_from_how_they_are_written(string text, object value) => Assert.Equal(value, DrillParameters.Parse(text).Value);

    private async Task<Table> ValueOf(string cell)
    {
        var (result, _) = await _session.RunAsync(cell);
        return Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value);
    }

    private async Task<string> ErrorOf(string cell)
    {
        var (result, _) = await _session.RunAsync(cell);
        var failed = Assert.IsType<CellResult.Failed>(result);
        return failed.Error.Message;
    }
}
