using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook.Absent;

/// <summary>A connection that older notebooks make and this kernel does not have: its language says what to do instead.</summary>
public sealed class AbsentConnector : ILanguageConnector
{
    private readonly string _family;
    private readonly string _displayName;
    private readonly string _alternative;

    private AbsentConnector(string verb, string family, string displayName, string alternative, params IReadOnlyList<OptionInfo> options)
    {
        (_family, _displayName, _alternative) = (family, displayName, alternative);
        Verb = new VerbInfo(verb, $"Is not here: {alternative}", [OptionInfo.Of("kernel-name", "NAME", "the selector"), .. options]);
    }

    /// <inheritdoc/>
    public VerbInfo Verb { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ILanguageConnector> All()
    {
        var connection = OptionInfo.Of("connection-string", "TEXT", "not used") with { TakesReference = true };
        return
        [
            new AbsentConnector("mssql", "sql", "SQL Server", AbsentLanguages.Sql, connection, OptionInfo.Flag("create-dbcontext", "not used")),
            new AbsentConnector("sqlite", "sql", "SQLite", AbsentLanguages.Sql, connection),
            new AbsentConnector("kql", "kql", "KQL", AbsentLanguages.Kql, OptionInfo.Of("cluster", "URL", "not used"), OptionInfo.Of("database", "NAME", "not used")),
            new AbsentConnector(
                "signalr", "signalr", "a SignalR hub", "Connect to a Jupyter kernel instead: #!connect jupyter --kernel-spec NAME.", OptionInfo.Of("hub-url", "URL", "not used")),
            new AbsentConnector(
                "stdio", "stdio", "a kernel over standard streams", "Connect to a Jupyter kernel instead: #!connect jupyter --kernel-spec NAME.",
                OptionInfo.Of("command", "TEXT", "not used"), OptionInfo.Of("working-directory", "FOLDER", "not used")),
            new AbsentConnector(
                "named-pipe", "pipe", "a kernel over a named pipe", "Connect to a Jupyter kernel instead: #!connect jupyter --kernel-spec NAME.", OptionInfo.Of("pipe-name", "NAME", "not used")),
        ];
    }

    /// <inheritdoc/>
    public Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        invocation.Context.Output.Display(AbsentLanguage.Notice($"Not connected: {_displayName} is not among this kernel's languages. The rest of the notebook goes on.", _alternative));
        var name = invocation.Option("kernel-name") ?? Verb.Name;
        return Task.FromResult<ILanguage>(new AbsentLanguage(name, _displayName, _alternative, $"{_family}-{name}"));
    }
}
