using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;

namespace Sinogram.Core.Execution;

/// <summary>What a session is made of. Every list is in the order in which it is asked.</summary>
public sealed record SessionParts
{
    /// <summary>The languages; the first is the notebook's own and keeps its variables.</summary>
    public required IReadOnlyList<ILanguage> Languages { get; init; }

    /// <summary>The magics.</summary>
    public required IReadOnlyList<IMagic> Magics { get; init; }

    /// <summary>Make values' representations.</summary>
    public required Formatters Formatters { get; init; }

    /// <summary>The one place that every output passes.</summary>
    public IOutputFilter Filter { get; init; } = new PassThroughFilter();

    /// <summary>Records what is revealed.</summary>
    public IAudit Audit { get; init; } = new NoAudit();

    /// <summary>Keeps what cells print beyond what is shown; where null, all is shown.</summary>
    public IFullOutput? FullOutput { get; init; }

    /// <summary>Named connections.</summary>
    public IConnections Connections { get; init; } = new MemoryConnections();

    /// <summary>Configuration and policy in force.</summary>
    public Settings Settings { get; init; } = Settings.Default;

    /// <summary>What completion offers in texts and on magics' lines.</summary>
    public ITextNames TextNames { get; init; } = NoTextNames.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A request to run a cell.</summary>
/// <param name="Code">The cell's text.</param>
public sealed record CellRequest(string Code)
{
    /// <summary>The notebook's cell id.</summary>
    public string? CellId { get; init; }

    /// <summary>The language of the cell where the notebook names one; null for the notebook's own.</summary>
    public string? Language { get; init; }

    /// <summary>Run as quietly as possible: no execution count, no value shown.</summary>
    public bool Silent { get; init; }

    /// <summary>Counts in the history.</summary>
    public bool StoreHistory { get; init; } = true;
}

/// <summary>The front end of one cell.</summary>
/// <param name="Sink">Takes its output.</param>
/// <param name="Input">Answers its questions.</param>
/// <param name="Channels">Its live channels.</param>
public sealed record CellFrontEnd(IOutputSink Sink, IInput Input, IChannelHost Channels)
{
    /// <summary>Only output: nobody answers, no live channels.</summary>
    public static CellFrontEnd Headless(IOutputSink sink) => new(sink, new NoInput(), new NoChannels());
}
