using System.Globalization;
using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Data.Postgres;

namespace Sinogram.Magics.Places;

/// <summary>SQL of a PostgreSQL server: its rows are tables, single values of the notebook are its <c>$name</c> parameters.</summary>
/// <param name="name">The selector; <c>sql-name</c> is one too, as in older notebooks.</param>
/// <param name="version">The server's.</param>
/// <param name="database">The server; ends with the language.</param>
internal sealed class PostgresLanguage(string name, string version, PostgresDatabase database) : ILanguage, IValueExchange, IAsyncDisposable
{
    private const int MostRows = 100_000;
    private static readonly string[] Queries = ["SELECT", "WITH", "VALUES", "TABLE", "("];
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    public LanguageIdentity Identity { get; } = new(name, ["sql-" + name], "PostgreSQL SQL", version, "text/x-sql", ".sql", "sql", "text/x-sql");

    public IValueExchange Exchange => this;

    public bool GivesValues => true;

    public async Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(context);
        var code = part.Code.Trim();
        try
        {
            if (!Queries.Any(q => code.StartsWith(q, StringComparison.OrdinalIgnoreCase)))
            {
                var changed = await database.ExecuteAsync(code, _values, token).ConfigureAwait(false);
                context.Output.Stdout(changed < 0 ? "done\n" : string.Create(CultureInfo.InvariantCulture, $"{changed:N0} rows changed\n"));
                return CellResult.Completed.NoValue;
            }

            var table = await database.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (\n{code.TrimEnd(';', ' ', '\n', '\r')}\n) AS q LIMIT {MostRows + 1}"), _values, cancellationToken: token).ConfigureAwait(false);
            if (table.RowCount > MostRows)
            {
                context.Output.Stderr(string.Create(CultureInfo.InvariantCulture, $"The first {MostRows:N0} rows; there are more. LIMIT and WHERE make it fewer; new PostgresDatabase(\"{name}\").ExportAsync(…, \"rows.parquet\") writes all to a file, QueryAsync(…) gives them as a table.\n"));
                table = table.Slice(0, MostRows);
            }

            return new CellResult.Completed(true, IdentifyingNames.Mark(table));
        }
        catch (Exception problem) when (problem is EngineException or TableException)
        {
            return new CellResult.Failed(CellError.User("SqlError", problem.Message));
        }
    }

    public Task SetAsync(string name, object? value, CancellationToken token)
    {
        if (value is Table)
        {
            throw new MagicException($"'{name}' is a table: a cell does not write to the server by itself.", $"await new PostgresDatabase(\"{Identity.Name}\").WriteAsync({name}, \"{name}\") writes it.");
        }

        _values[name] = value;
        return Task.CompletedTask;
    }

    public async Task<object?> GetAsync(string name, CancellationToken token)
    {
        if (_values.TryGetValue(name, out var value)) { return value; }
        return IdentifyingNames.Mark(await Told(database.QueryAsync($"SELECT * FROM {string.Join('.', name.Split('.').Select(DuckDbEngine.Quote))}", cancellationToken: token)).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<VariableSummary>> ListAsync(CancellationToken token)
    {
        var table = await Told(database.QueryAsync(
            "SELECT c.table_name::text AS name, string_agg(c.column_name || ' ' || c.data_type, ', ' ORDER BY c.ordinal_position) AS columns FROM information_schema.columns AS c "
            + "WHERE c.table_schema = ANY(current_schemas(false)) GROUP BY c.table_name ORDER BY 1", cancellationToken: token)).ConfigureAwait(false);
        return [.. table.Rows.Select(row => new VariableSummary((string)row[0]!, "table", (string)row[1]!))];
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static async Task<Table> Told(Task<Table> asked)
    {
        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is EngineException or TableException)
        {
            throw new MagicException(problem.Message, inner: problem);
        }
    }
}
