using System.Globalization;

namespace Sinogram.Data.Engine;

/// <param name="Name">What SQL calls it.</param>
/// <param name="Table">The table.</param>
/// <param name="WithRowNumbers">SQL sees the numbers of its rows, too, as the column <see cref="TableEngine.Row"/>.</param>
internal readonly record struct QueryTable(string Name, Table Table, bool WithRowNumbers = false);

/// <summary>The engine behind the operations of <see cref="Table"/>: one for the process, started at first use.</summary>
internal static class TableEngine
{
    private const string RowColumn = "sinogram$row";
    private static readonly Lazy<DuckDbEngine> Shared = new(Start);
    private static long _names;

    /// <summary>The engine itself, for files.</summary>
    public static DuckDbEngine Engine => Shared.Value;

    /// <summary>Runs SQL in which the tables stand under the given names.</summary>
    public static Table Query(string sql, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken, params ReadOnlySpan<QueryTable> tables) =>
        Query(sql, null, parameters, cancellationToken, tables);

    /// <summary>Runs SQL around an expression of the caller, about which errors are.</summary>
    public static Table Query(string sql, string? expression, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken, params ReadOnlySpan<QueryTable> tables)
    {
        var engine = Shared.Value;
        // Names of this call's own: others run at the same time.
        var registered = new List<string>();
        var with = new List<string>();
        try
        {
            foreach (var (name, table, numbered) in tables)
            {
                var own = string.Create(CultureInfo.InvariantCulture, $"sinogram$table{Interlocked.Increment(ref _names)}");
                engine.Register(own, table, numbered ? RowColumn : null, cancellationToken);
                registered.Add(own);
                with.Add($"{DuckDbEngine.Quote(name)} AS (SELECT * FROM {DuckDbEngine.Quote(own)})");
            }
            return engine.Run(Prefix(sql, with), new QueryOptions { Parameters = parameters, HugeIntegersAsInt64 = true }, cancellationToken).Table;
        }
        catch (EngineException e)
        {
            throw EngineMessages.OfTable(e, expression);
        }
        finally
        {
            foreach (var name in registered) { engine.Unregister(name, CancellationToken.None); }
        }
    }

    /// <summary>The row numbers that SQL over one table gives; it sees them as the column <see cref="Row"/>.</summary>
    public static int[] Rows(Table table, string sql, string? expression, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
        Query(sql, expression, parameters, cancellationToken, new QueryTable("self", table, WithRowNumbers: true))[0].Data.ToArray<int>();

    /// <summary>The column of row numbers as SQL writes it.</summary>
    public static string Row { get; } = DuckDbEngine.Quote(RowColumn);

    // A query that begins with WITH of its own takes ours before its own.
    private static string Prefix(string sql, List<string> with)
    {
        var first = SqlText.Tokens(sql).FirstOrDefault();
        var own = first.Length > 0 && sql.AsSpan(first.Start, first.Length).Equals("WITH", StringComparison.OrdinalIgnoreCase);
        return own ? $"WITH {string.Join(", ", with)}, {sql[(first.Start + first.Length)..]}" : $"WITH {string.Join(", ", with)} {sql}";
    }

    private static DuckDbEngine Start()
    {
        var engine = new DuckDbEngine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => engine.Dispose();
        return engine;
    }
}
