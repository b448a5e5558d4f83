using System.Text;

namespace Sinogram.Data.Workers;

/// <summary>What a worker is asked to do: a method's name, a body in a form the two sides agree on, blocks of bulk data.</summary>
/// <remarks>Blocks sent become read-only and stay the caller's to dispose; the worker's side disposes its own after the request.</remarks>
public sealed record WorkerRequest(string Name, ReadOnlyMemory<byte> Body, IReadOnlyList<SharedBlock> Blocks)
{
    public WorkerRequest(string name)
        : this(name, ReadOnlyMemory<byte>.Empty, [])
    {
    }

    public WorkerRequest(string name, string body)
        : this(name, Encoding.UTF8.GetBytes(body), [])
    {
    }

    /// <summary>
    /// The longest it may take, in processor time of the worker, so that a busy machine does not count against it, and in ten times that by the clock; null for no limit.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Bytes of private memory that the worker may take in addition to what it holds now; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>
    /// Answers what the worker asks while the request runs (<see cref="WorkerContext.Ask"/>), with the request's own token; null for no answer, and so is what it throws.
    /// Nobody answers, by default.
    /// </summary>
    public Func<WorkerEvent, CancellationToken, Task<string?>>? OnQuestion { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}

/// <summary>A request's result. Whoever receives it disposes its blocks.</summary>
public sealed record WorkerReply(ReadOnlyMemory<byte> Body, IReadOnlyList<SharedBlock> Blocks) : IDisposable
{
    public static WorkerReply Empty { get; } = new(ReadOnlyMemory<byte>.Empty, []);

    public static WorkerReply FromText(string text) => new(Encoding.UTF8.GetBytes(text), []);

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public void Dispose()
    {
        foreach (var block in Blocks)
        {
            block.Dispose();
        }
    }
}

/// <summary>Something a worker says while a request runs. Its blocks are disposed when the listener returns.</summary>
public sealed record WorkerEvent(string Name, ReadOnlyMemory<byte> Body, IReadOnlyList<SharedBlock> Blocks)
{
    /// <summary>Name of events that carry text for standard output.</summary>
    public const string StandardOutput = "stdout";

    /// <summary>Name of events that carry text for standard error.</summary>
    public const string StandardError = "stderr";

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
