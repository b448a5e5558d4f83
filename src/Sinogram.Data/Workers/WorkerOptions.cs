namespace Sinogram.Data.Workers;

/// <summary>How a worker is started and how patient its owner is.</summary>
/// <param name="Name">Which worker: <c>r</c>, <c>codec</c>.</param>
public sealed record WorkerOptions(string Name)
{
    /// <summary>The program to run; null finds the <c>sinogram</c> tool (<see cref="WorkerCommand.Find"/>).</summary>
    public WorkerCommand? Command { get; init; }

    /// <summary>Variables in addition to the cleaned environment of this process; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>How long the process may take to say hello.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a cancelled or late request may take to stop before the worker is killed.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(3);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
