namespace Sinogram.Jupyter.Kernel;

/// <summary>How the kernel's process behaves.</summary>
public sealed record KernelOptions
{
    /// <summary>Takes log lines. They never hold the content of messages.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>The file that keeps the history over restarts (0600), or null to keep it in memory only.</summary>
    public string? HistoryFile { get; init; }

    /// <summary>Called before a request counts as idle: brings what native code wrote to descriptors 1 and 2 into the cell.</summary>
    public Action DrainOutput { get; init; } = () => { };

    /// <summary>The front end's process (<c>JPY_PARENT_PID</c>), or null; the kernel ends when it is gone.</summary>
    public int? ParentProcess { get; init; }

    /// <summary>End with the process that started this one.</summary>
    public bool WatchParent { get; init; } = true;

    /// <summary>Take SIGINT as an interrupt and SIGTERM as an orderly shutdown.</summary>
    public bool HandleSignals { get; init; } = true;

    /// <summary>What the first cell says before its own output, such as how the kernel before this one ended; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Told the number of the cell that runs now, and 0 between cells.</summary>
    public Action<int> Running { get; init; } = _ => { };

    /// <summary>Called when the kernel has ended in order, before its process goes.</summary>
    public Action Ended { get; init; } = () => { };

    /// <summary>How long small writes gather before they become a message.</summary>
    public TimeSpan StreamInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Called when no request has come for <see cref="IdleAfter"/> and no cell runs.</summary>
    public Action Idle { get; init; } = () => { };

    /// <summary>How long a kernel must have nothing to do before it counts as idle.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The kernel's version.</summary>
    public string Version { get; init; } = typeof(KernelOptions).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Called with the bound connection when the kernel can be reached.</summary>
    public Action<Wire.ConnectionFile> Started { get; init; } = _ => { };
}

/// <summary>Why a kernel ended.</summary>
public enum KernelEnd
{
    /// <summary>The front end asked for it.</summary>
    Shutdown,

    /// <summary>The front end will start another kernel in its place.</summary>
    Restart,

    /// <summary>SIGTERM, or the host's token.</summary>
    Terminated,

    /// <summary>The process that started the kernel is gone.</summary>
    ParentGone,

    /// <summary>Code in the process called <c>Environment.Exit</c>.</summary>
    Exited,
}
