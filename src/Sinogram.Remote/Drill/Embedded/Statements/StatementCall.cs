using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>One statement while it runs: what it reads, what it has to say, and the tables that it brought to the engine, which go with it.</summary>
internal sealed class StatementCall : IDisposable
{
    private readonly List<string> _registered = [];
    private TranslatedSql? _translated;
    private BoundTable? _query;
    private readonly DateTime _start;
    private readonly long _began;
    private long? _planned;
    private string _state = "COMPLETED";
    private string? _error;

    public StatementCall(EmbeddedSession session, string sql, QueryOptions options, CancellationToken token)
    {
        (Session, Sql, Options, Token) = (session, sql, options, token);
        Tables = new TableResolver(this);
        _start = session.History.Time.GetLocalNow().DateTime;
        _began = session.History.Time.GetTimestamp();
    }

    public EmbeddedSession Session { get; }
    public string Sql { get; }
    public QueryOptions Options { get; }
    public CancellationToken Token { get; }
    public TableResolver Tables { get; }
    public List<string> Notices { get; } = [];

    /// <summary>The tables that the statement reads, views opened.</summary>
    public List<BoundTable> Sources { get; } = [];

    /// <summary>The files that it reads.</summary>
    public List<SourceFiles> Files { get; } = [];

    /// <summary>What quotes identifiers, by the option of that name.</summary>
    public char Quote => Session.Options["planner.parser.quoting_identifiers"] is [var quote] ? quote : '`';

    public SqlStatement Parse() => SqlParser.Parse(Sql, Quote);

    public BoundTable Bind(SqlQuery query)
    {
        var bound = new Binder(Tables, Notices).Bind(query);
        _query = bound;
        _translated = bound.Sql.Build();
        _planned = (long)Session.History.Time.GetElapsedTime(_began).TotalMilliseconds;
        Session.PrepareFor(_translated.Sql);
        return bound;
    }

    private string Translated(BoundTable bound) => ReferenceEquals(bound, _query) && _translated is not null ? _translated.Sql : (_translated = bound.Sql.Build()).Sql;

    /// <summary>Runs a query that was bound, with the options of the call.</summary>
    public DrillResult Query(BoundTable bound)
    {
        var sql = Translated(bound);
        // Drill's limit for all results of a session.
        var most = long.TryParse(Session.Options["exec.query.max_rows"], NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max > 0 ? max : (long?)null;
        var options = most is null || Options.RowLimit < most ? Options : Options with { RowLimit = most };
        var result = Session.Engine.Run(sql, options with { HugeIntegersAsInt64 = true }, Token);
        return new DrillResult(result.Table, result.More && options.RowLimit == Options.RowLimit);
    }

    /// <summary>The rows of a query that was bound, batch by batch.</summary>
    public IEnumerable<Table> Stream(BoundTable bound)
    {
        return Session.Engine.Stream(Translated(bound), Options with { HugeIntegersAsInt64 = true }, cancellationToken: Token);
    }

    /// <summary>Writes the rows of a query that was bound.</summary>
    public long Export(BoundTable bound, string location, ExportFormat format)
    {
        return Session.Engine.Export(Translated(bound), location, format, Options with { HugeIntegersAsInt64 = true }, Token).Rows;
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
        catch (Exception e) when (Remember(e))
        {
            throw;
        }
        catch (EngineException e)
        {
            var told = FileErrors.Describe(e, Files, _query is not null) ?? EngineErrors.Describe(e, _translated, Sql);
            if (told.Offset is null && _query is { } query && EngineErrors.IsOfAnOperation(e)) { told = ErrorSearch.Find(this, query) ?? told; }
            throw WithheldValues.Concerns(this) ? WithheldValues.Without(told) : told;
        }
        catch (OutOfMemoryException e)
        {
            throw new DrillException("The result is larger than the memory that there is.", hint: "Select fewer columns or shorter texts, or write the rows with --export.", inner: e);
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

    /// <summary>Notes that the statement ended otherwise than well; lets every exception go its way.</summary>
    private bool Remember(Exception error)
    {
        (_state, _error) = error is OperationCanceledException ? ("CANCELED", null) : ("FAILED", (error as DrillException)?.Message);
        return false;
    }

    /// <summary>Puts the statement among those that ran.</summary>
    public void Record()
    {
        var time = Session.History.Time;
        var total = (long)time.GetElapsedTime(_began).TotalMilliseconds;
        var storages = Files.Select(f => f.Storage).Distinct(StringComparer.Ordinal).ToArray();
        Session.History.Add(new StatementProfile(Guid.NewGuid().ToString(), _start, Math.Min(total, _planned ?? total), total, _state, storages, Sql, _error));
    }

    public void Dispose()
    {
        foreach (var name in _registered) { Session.Engine.Unregister(name, CancellationToken.None); }
    }
}
