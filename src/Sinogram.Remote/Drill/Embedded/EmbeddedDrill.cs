using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>
/// Drill's SQL on the embedded engine: files of the storage <c>dfs</c> by workspace and path, folders as <c>dir0</c>, <c>dir1</c>, registered tables by name.
/// It follows a part of Drill with the same results and refuses the rest by name.
/// </summary>
public sealed class EmbeddedDrill : IDisposable
{
    private readonly DuckDbEngine _engine;
    private readonly Dictionary<string, string> _workspaces = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _forbidden = [];

    public EmbeddedDrill(EngineOptions? options = null)
    {
        _engine = new DuckDbEngine(options);
        _engine.Execute(DrillFunctions.Settings, CancellationToken.None);
        _engine.Execute(DrillFunctions.Macros, CancellationToken.None);
    }

    /// <summary>Where a table name without a workspace is looked for, for example <c>dfs.catalog</c>; null for nowhere.</summary>
    public string? DefaultSchema { get; set; }

    /// <summary>The workspaces by name and their folders.</summary>
    public IReadOnlyDictionary<string, string> Workspaces => _workspaces;

    /// <summary>Names a workspace: <c>dfs</c> for the default one, <c>dfs.catalog</c> …</summary>
    public void SetWorkspace(string name, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _workspaces[name.ToLowerInvariant()] = Path.GetFullPath(folder).TrimEnd('/') is { Length: > 0 } path ? path : "/";
    }

    /// <summary>A folder that no query reads, whatever its path.</summary>
    public void Forbid(string folder) => _forbidden.Add(Path.GetFullPath(folder).TrimEnd('/'));

    /// <summary>Makes a table readable under a name.</summary>
    public void Register(string name, Table table, CancellationToken cancellationToken = default) => _engine.Register(name, table, cancellationToken);

    /// <summary>Forgets a registered table; false when there was none of that name.</summary>
    public bool Unregister(string name) => _engine.Unregister(name, CancellationToken.None);

    /// <summary>The engine's SQL for a query, without running it.</summary>
    /// <exception cref="DrillException">The SQL is wrong, or not followed.</exception>
    public string Translate(string sql, CancellationToken cancellationToken = default) => ToEngine(sql, cancellationToken).Sql;

    /// <summary>Runs a query.</summary>
    /// <exception cref="DrillException">The SQL is wrong, not followed, or failed; the offset is in <paramref name="sql"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public QueryResult Run(string sql, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        var translated = ToEngine(sql, cancellationToken);
        try
        {
            // Drill's sums of whole numbers are BIGINT.
            return _engine.Run(translated.Sql, (options ?? new QueryOptions()) with { HugeIntegersAsInt64 = true, Names = Names }, cancellationToken);
        }
        catch (EngineException e)
        {
            throw new DrillException(Plain(e.Message), e.Position is { } position ? translated.SourceOf(position) : null, inner: e);
        }
    }

    public void Dispose() => _engine.Dispose();

    private TranslatedSql ToEngine(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var files = new FileSources(_workspaces, DefaultSchema, _forbidden, probe => _engine.Query(probe, cancellationToken));
        var registered = _engine.RegisteredNames.ToHashSet(StringComparer.OrdinalIgnoreCase);
        try
        {
            return DrillTranslator.Translate(sql, files, registered.Contains);
        }
        catch (EngineException e)
        {
            throw new DrillException(Plain(e.Message), inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DrillException(string.Create(CultureInfo.InvariantCulture, $"The files cannot be listed: {e.Message}"), inner: e);
        }
    }

    /// <summary>Names as Drill tells same ones apart: <c>id, id0, id1</c>, without regard to case.</summary>
    private static string[] Names(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var result = names.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            for (var n = 0; !taken.Add(result[i]); n++) { result[i] = names[i] + n.ToString(CultureInfo.InvariantCulture); }
        }
        return result;
    }

    private static string Plain(string message) => message.Replace("drill_divide", "the division", StringComparison.Ordinal).Replace("drill_minus", "the subtraction", StringComparison.Ordinal);
}
