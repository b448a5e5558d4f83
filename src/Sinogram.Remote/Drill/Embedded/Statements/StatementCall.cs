using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>One statement while it runs: what it reads, what it has to say, and the tables that it brought to the engine, which go with it.</summary>
internal sealed class StatementCall : IDisposable
{
    private readonly List<string> _registered = [];
    private TranslatedSql? _translated;

    public StatementCall(EmbeddedSession session, string sql, QueryOptions options, CancellationToken token)
    {
        (Session, Sql, Options, Token) = (session, sql, options, token);
        Tables = new TableResolver(this);
    }

    public EmbeddedSession Session { get; }
    public string Sql { get; }
    public QueryOptions Options { get; }
    public CancellationToken Token { get; }
    public TableResolver Tables { get; }
    public List<string> Notices { get; } = [];

    /// <summary>The tables that the statement reads, views opened.</summary>
    public List<BoundTable> Sources { get; } = [];

    /// <summary>What quotes identifiers, by the option of that name.</summary>
    public char Quote => Session.Options["planner.parser.quoting_identifiers"] is [var quote] ? quote : '`';

    public SqlStatement Parse() => SqlParser.Parse(Sql, Quote);

    public BoundTable Bind(SqlQuery query)
    {
        var bound = new Binder(Tables, Notices).Bind(query);
        Session.PrepareFor(bound.Sql.ToString());
        return bound;
    }

    /// <summary>Runs a query that was bound, with the options of the call.</summary>
    public DrillResult Query(BoundTable bound)
    {
        _translated = bound.Sql.Build();
        // Drill's limit for all results of a session.
        var most = long.TryParse(Session.Options["exec.query.max_rows"], NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max > 0 ? max : (long?)null;
        var options = most is null || Options.RowLimit < most ? Options : Options with { RowLimit = most };
        var result = Session.Engine.Run(_translated.Sql, options with { HugeIntegersAsInt64 = true }, Token);
        return new DrillResult(result.Table, result.More && options.RowLimit == Options.RowLimit);
    }

    /// <summary>The rows of a query that was bound, batch by batch.</summary>
    public IEnumerable<Table> Stream(BoundTable bound)
    {
        _translated = bound.Sql.Build();
        return Session.Engine.Stream(_translated.Sql, Options with { HugeIntegersAsInt64 = true }, cancellationToken: Token);
    }

    /// <summary>Writes the rows of a query that was bound.</summary>
    public long Export(BoundTable bound, string location, ExportFormat format)
    {
        _translated = bound.Sql.Build();
        return Session.Engine.Export(_translated.Sql, location, format, Options with { HugeIntegersAsInt64 = true }, Token).Rows;
    }

    /// <summary>Makes a table readable by the engine until the statement ends; gives its name there.</summary>
    public string Register(Table table)
    {
        var name = $"sinogram$source{_registered.Count}";
        Session.Engine.Register(name, table, Token);
        _registered.Add(name);
        return DuckDbEngine.Quote(name);
    }

    /// <summary>Errors of the engine and of files in Drill's words and at the user's place.</summary>
    public T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (EngineException e)
        {
            throw EngineErrors.Describe(e, _translated, Sql);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new DrillException("The SQL is nested too deep, or a chain of operators is too long.", hint: "Write a long list of values with IN, or bring it in as a table.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DrillException($"The files cannot be reached: {e.Message}", inner: e);
        }
    }

    public void Dispose()
    {
        foreach (var name in _registered) { Session.Engine.Unregister(name, CancellationToken.None); }
    }
}
