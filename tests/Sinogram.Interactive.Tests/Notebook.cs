using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.CSharp;

namespace Sinogram.Interactive.Tests;

/// <summary>A notebook in a session as the tool composes it, without transport.</summary>
internal sealed class Notebook : IAsyncDisposable, IOutputSink
{
    private readonly Lock _lock = new();
    private readonly List<OutputEvent> _events = [];
    private readonly Session _session = new(new SessionParts
    {
        Languages =
        [
            new CSharpLanguage(new CSharpOptions
            {
                Assemblies = InteractiveNames.Assemblies,
                AssemblyFiles = InteractiveNames.AssemblyFiles,
                Imports = InteractiveNames.Imports,
            }),
        ],
        Magics = [],
        Formatters = InteractiveNames.Formatters(),
    });

    public IInput Input { get; set; } = new NoInput();

    public IReadOnlyList<OutputEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Runs a cell that must succeed; the bundle of its value or last display.</summary>
    public async Task<MimeBundle> ShowAsync(string code)
    {
        var request = new CellRequest(code);
        var result = await _session.ExecuteAsync(request, _session.NextExecutionCount(request), new CellFrontEnd(this, Input, new NoChannels()), TestContext.Current.CancellationToken);
        if (result is CellResult.Failed failed)
        {
            Assert.Fail(string.Join("\n", failed.Error.Traceback));
        }

        return Events.Reverse().Select(e => e switch
        {
            OutputEvent.ExecuteResult value => value.Bundle,
            OutputEvent.DisplayData shown => shown.Bundle,
            OutputEvent.UpdateDisplayData shown => shown.Bundle,
            _ => null,
        }).OfType<MimeBundle>().FirstOrDefault() ?? MimeBundle.Empty;
    }

    public void Emit(OutputEvent output)
    {
        lock (_lock)
        {
            _events.Add(output);
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
