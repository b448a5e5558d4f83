using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Notebook.Absent;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Notebook;

/// <summary>SQL cells of older notebooks on a DuckDB file.</summary>
public sealed class DuckDbLanguageTests : IAsyncDisposable
{
    private readonly NotebookState _state = new(TimeProvider.System);
    private readonly TestSession _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-duckdb-").FullName;

    public DuckDbLanguageTests() => _session = new TestSession(MagicCatalog.Create(_state), others: [_state.Values, .. AbsentLanguages.All()]);

    [Fact]
    public async Task A_file_is_opened_filled_and_read_again_with_results_kept_under_a_name()
    {
        var file = Path.Combine(_folder, "scans.duckdb");
        await Completes($"#!connect duckdb --kernel-name scans --connection-string \"Data Source={file}\"\n#!sql-scans\ncreate table t as select 1 as id union all select 2;");
        await Completes("#!sql-scans --name rows\nselect id, id * 2 as twice from t order by id");
        var rows = Assert.IsType<Table>(Variable("rows"));
        Assert.Equal([(1, 2), (2, 4)], rows.Rows.Select(r => ((int)r[0]!, (int)r[1]!)));

        // The result is known in SQL too, and the table to #!share.
        Assert.Equal(6L, Assert.IsType<Table>((await Value("#!scans\nselect sum(twice)::bigint from rows"))).GetValue(0, "CAST(sum(twice) AS BIGINT)"));
        await Completes("#!share t --from sql-scans --as shared");
        Assert.Equal(2, Assert.IsType<Table>(Variable("shared")).RowCount);
        await Completes("#!connect end scans");

        await Completes($"#!connect duckdb --kernel-name again --connection-string \"{file}\"");
        await Completes("#!again --out t\n");
        Assert.Equal(2, Assert.IsType<Table>(Variable("t")).RowCount);
    }

    [Fact]
    public async Task Tables_of_the_notebook_go_in_and_columns_that_identify_come_out_marked()
    {
        _session.Echo.Variables.Set("patients", new Table(Column.Of("PatientName", "Doe", "Roe").WithIdentified(true), Column.Of("Age", 41, 42)));
        await Completes("#!connect duckdb --kernel-name memory");
        await Completes("#!memory --in patients --name older\nselect * from patients where Age > 41");
        Assert.True(Assert.IsType<Table>(Variable("older"))["PatientName"].Field.Identified);
    }

    [Fact]
    public async Task Mistakes_are_one_message()
    {
        await Completes("#!connect duckdb --kernel-name memory");
        var (result, sink) = await _session.RunAsync("#!memory\nselec 1", TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains("syntax error", sink.Error!.Message, StringComparison.Ordinal);
        (_, sink) = await _session.RunAsync("#!share nothing --from memory", TestContext.Current.CancellationToken);
        Assert.Contains("nothing does not exist", sink.Error!.Message, StringComparison.Ordinal);
        (_, sink) = await _session.RunAsync("#!connect duckdb --kernel-name x --connection-string /nowhere/x.duckdb", TestContext.Current.CancellationToken);
        Assert.Contains("cannot be opened", sink.Error!.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private object? Variable(string name) => _session.Echo.Variables.TryGet(name, out var value) ? value : throw new InvalidOperationException("no variable " + name);

    private async Task<object?> Value(string code) => Assert.IsType<CellResult.Completed>((await _session.RunAsync(code, TestContext.Current.CancellationToken)).Result).Value;

    private async Task Completes(string code)
    {
        var (result, sink) = await _session.RunAsync(code, TestContext.Current.CancellationToken);
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
    }
}
