namespace Sinogram.Remote.Livy;

/// <summary>A Livy server refused a request, answered with something else than Livy does, or did not answer.</summary>
public class LivyException : Exception
{
    /// <param name="message">What happened, with the server's words.</param>
    /// <param name="status">The HTTP status; null where no answer came.</param>
    /// <param name="hint">What to do.</param>
    /// <param name="inner">What caused it.</param>
    public LivyException(string message, int? status = null, string? hint = null, Exception? inner = null)
        : base(message, inner) => (Status, Hint) = (status, hint);

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; }

    /// <summary>What to do.</summary>
    public string? Hint { get; }
}

/// <summary>The Spark session has ended, or could not start.</summary>
public sealed class LivySessionEndedException : LivyException
{
    /// <param name="message">What happened, with the reason from the log where there is one.</param>
    /// <param name="state">The session's last state; <c>gone</c> where the server no longer knows it.</param>
    /// <param name="log">The end of its log; empty where the server no longer has it.</param>
    /// <param name="inner">The answer that showed it.</param>
    public LivySessionEndedException(string message, string state, IReadOnlyList<string> log, Exception? inner = null)
        : base(message, null, "Start it again with the same #!livy connect line; its variables are lost.", inner) => (State, Log) = (state, log);

    /// <summary>The session's last state.</summary>
    public string State { get; }

    /// <summary>The end of its log.</summary>
    public IReadOnlyList<string> Log { get; }
}

/// <summary>The caller interrupted a statement.</summary>
public sealed class LivyInterruptedException : OperationCanceledException
{
    /// <param name="stillRunning">What goes on at the cluster, in words; null where the statement has stopped.</param>
    /// <param name="token">The token that was cancelled.</param>
    public LivyInterruptedException(string? stillRunning, CancellationToken token)
        : base(stillRunning ?? "The statement was cancelled.", token) => StillRunning = stillRunning;

    /// <summary>What goes on at the cluster, in words; null where the statement has stopped.</summary>
    public string? StillRunning { get; }
}
