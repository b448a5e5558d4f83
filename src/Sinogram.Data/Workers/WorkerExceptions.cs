namespace Sinogram.Data.Workers;

/// <summary>Something went wrong with a worker process.</summary>
public abstract class WorkerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The bytes on a worker's channel break the protocol: a defect, or a worker whose memory is damaged.</summary>
public sealed class WorkerProtocolException(string reason) : WorkerException($"Worker protocol: {reason}.");

/// <summary>The worker cannot be started; the message says what to do.</summary>
public sealed class WorkerStartException(string message, Exception? inner = null) : WorkerException(message, inner);

/// <summary>The worker did the request and reports an error; the worker lives on.</summary>
public sealed class WorkerFailedException(string worker, string kind, string message) : WorkerException(message)
{
    /// <summary>The worker's name, as in <c>sinogram worker NAME</c>.</summary>
    public string Worker { get; } = worker;

    /// <summary>The type name of the exception that the handler threw.</summary>
    public string Kind { get; } = kind;
}

/// <summary>The worker process ended during a request; the next request starts a fresh one.</summary>
public sealed class WorkerDiedException(string worker, WorkerExit exit, IReadOnlyList<string> lastErrorLines)
    : WorkerException($"The {worker} worker {exit}.{(lastErrorLines.Count == 0 ? "" : " Its last words: " + string.Join(" | ", lastErrorLines))}")
{
    /// <summary>The worker's name, as in <c>sinogram worker NAME</c>.</summary>
    public string Worker { get; } = worker;

    /// <summary>How it ended.</summary>
    public WorkerExit Exit { get; } = exit;

    /// <summary>The last lines it wrote to standard error, oldest first.</summary>
    public IReadOnlyList<string> LastErrorLines { get; } = lastErrorLines;
}

/// <summary>The request took longer than it was allowed to; <see cref="WorkerEnded"/> says whether the worker had to be killed for it.</summary>
public sealed class WorkerTimeoutException(string worker, TimeSpan limit, bool workerEnded)
    : WorkerException($"The {worker} worker did not finish within {limit.TotalSeconds:0.###} s{(workerEnded ? " and was ended" : "")}.")
{
    /// <summary>True when the worker did not stop when asked and was killed.</summary>
    public bool WorkerEnded { get; } = workerEnded;
}

/// <summary>The request was cancelled, the worker did not stop when asked and was killed: what it held is lost.</summary>
public sealed class WorkerKilledException(string worker, TimeSpan grace, CancellationToken token)
    : OperationCanceledException($"The {worker} worker did not stop within {grace.TotalSeconds:0.###} s and was ended; what it held is lost.", token);
