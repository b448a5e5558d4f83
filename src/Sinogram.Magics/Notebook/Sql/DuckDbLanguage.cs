using System.Globalization;
using Sinogram.Core.Cells;
using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Data.Privacy;

namespace Sinogram.Magics.Notebook.Sql;

/// <summary>SQL of one embedded database. Tables of the notebook are given to it without a copy, its tables and views are taken as tables.</summary>
/// <param name="name">The selector; <c>sql-name</c> is one too, as in older notebooks.</param>
/// <param name="engine">The database; ends with the language.</param>
/// <param name="settings">What the policy allows.</param>
public sealed class DuckDbLanguage(string name, DuckDbEngine engine, Settings settings) : ILanguage, IValueExchange, IDisposable
{
    private const int MostRows = 100_000;

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; } = new(name, ["sql-" + name], "DuckDB SQL", DuckDbEngine.Version, "text/x-sql", ".sql", "sql", "text/x-sql");

    /// <inheritdoc/>
    public IValueExchange Exchange => this;

    /// <inheritdoc/>
    public bool GivesValues => true;

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        ExportPolicy.RequireOf(settings, part.Code, tablesAreFiles: false);
        try
        {
            var result = await engine.RunAsync(part.Code, new QueryOptions { RowLimit = MostRows }, token).ConfigureAwait(false);
            if (result.Table.ColumnCount == 0)
            {
                context.Output.Stdout(string.Create(CultureInfo.InvariantCulture, $"{result.RowsChanged:N0} rows changed\n"));
                return CellResult.Completed.NoValue;
            }

            if (result.More)
            {
                context.Output.Stderr(string.Create(CultureInfo.InvariantCulture, $"The first {MostRows:N0} rows; there are more. LIMIT and WHERE make it fewer.\n"));
            }

            return new CellResult.Completed(true, IdentifyingNames.Mark(result.Table));
        }
        catch (EngineException problem)
        {
            return new CellResult.Failed(CellError.User("SqlError", problem.Message));
        }
    }

    /// <inheritdoc/>
    public Task SetAsync(string name, object? value, CancellationToken token)
    {
        if (value is not Table table)
        {
            throw new MagicException($"'{name}' is no Table, and a database takes only tables.", "Table.From(rows) makes one of a sequence of records.");
        }

        return Told(() => engine.Register(name, table, token));
    }

    /// <inheritdoc/>
    public async Task<object?> GetAsync(string name, CancellationToken token)
    {
        Table? table = null;
        await Told(() => table = engine.Query($"SELECT * FROM {DuckDbEngine.Quote(name)}", token)).ConfigureAwait(false);
        return IdentifyingNames.Mark(table!);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VariableSummary>> ListAsync(CancellationToken token)
    {
        Table? table = null;
        await Told(() => table = engine.Query(
            "SELECT table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) AS columns FROM information_schema.columns GROUP BY table_name", token)).ConfigureAwait(false);
        return [.. table!.Rows.Select(row => new VariableSummary((string)row[0]!, "table", (string)row[1]!))];
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    private static async Task Told(Action ask)
    {
        try
        {
            await Task.Run(ask).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is EngineException or TableException)
        {
            throw new MagicException(problem.Message, inner: problem);
        }
    }
}
