using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;

namespace Sinogram.Testing.Kernel;

/// <summary>A session for tests of magics and of the core: an echo language, the given magics, no front end.</summary>
public sealed class TestSession : IAsyncDisposable
{
    /// <param name="magics">The magics of the session.</param>
    /// <param name="language">Another language than the echo.</param>
    /// <param name="formatters">Formatters to use.</param>
    /// <param name="filter">The output filter.</param>
    /// <param name="connections">Connections that another session has left.</param>
    /// <param name="others">Languages besides the notebook's own.</param>
    /// <param name="settings">Configuration and policy.</param>
    /// <param name="audit">Takes what is revealed.</param>
    public TestSession(
        IReadOnlyList<IMagic>? magics = null, ILanguage? language = null, Formatters? formatters = null, IOutputFilter? filter = null, IConnections? connections = null,
        IReadOnlyList<ILanguage>? others = null, Settings? settings = null, IAudit? audit = null, ITextNames? names = null)
    {
        Echo = language as EchoLanguage ?? new EchoLanguage();
        Session = new Session(new SessionParts
        {
            Languages = [language ?? Echo, .. others ?? []],
            Settings = settings ?? Settings.Default,
            Magics = magics ?? [],
            Formatters = formatters ?? new Formatters(),
            Filter = filter ?? new PassThroughFilter(),
            Audit = audit ?? new NoAudit(),
            Connections = connections ?? new MemoryConnections(),
            TextNames = names ?? NoTextNames.Instance,
        });
    }

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>Answers the cells' questions; by default nobody does.</summary>
    public IInput Input { get; set; } = new NoInput();

    /// <summary>The echo language, where no other was given.</summary>
    public EchoLanguage Echo { get; }

    /// <summary>Runs a cell and gives its result with what it sent.</summary>
    public Task<(CellResult Result, RecordingSink Sink)> RunAsync(string code, CancellationToken token = default) => RunAsync(code, new RecordingSink(), token);

    /// <summary>Runs a cell whose output can be watched in <paramref name="sink"/> while it runs.</summary>
    public async Task<(CellResult Result, RecordingSink Sink)> RunAsync(string code, RecordingSink sink, CancellationToken token)
    {
        var request = new CellRequest(code);
        var result = await Session.ExecuteAsync(request, Session.NextExecutionCount(request), new CellFrontEnd(sink, Input, new NoChannels()), token).ConfigureAwait(false);
        return (result, sink);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
