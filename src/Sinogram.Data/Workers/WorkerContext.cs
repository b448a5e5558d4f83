using System.Text;

namespace Sinogram.Data.Workers;

/// <summary>How a handler speaks while a request runs. Safe from any thread; after the request's end nothing is heard.</summary>
public sealed class WorkerContext
{
    private volatile TaskCompletionSource<string?>? _answer;
    private readonly CancellationToken _stop;
    private readonly FrameChannel _channel;
    private readonly StandardStreams _streams;
    private readonly ulong _request;

    internal WorkerContext(FrameChannel channel, StandardStreams streams, ulong request, CancellationToken stop)
    {
        _stop = stop;
        _channel = channel;
        _streams = streams;
        _request = request;
    }

    /// <summary>Sends an event. Text that was written to the process's standard streams before goes first.</summary>
    public void Emit(string name, ReadOnlyMemory<byte> body, params IReadOnlyList<SharedBlock> blocks)
    {
        _streams.Drain();
        _channel.Write(new Frame(FrameKind.Event, _request, name, body, blocks));
    }

    /// <summary>Asks whoever sent the request, and waits for the answer; null where nobody answers. By the thread that handles the request only.</summary>
    /// <exception cref="OperationCanceledException">The request is to stop.</exception>
    public string? Ask(string name, string question)
    {
        _streams.Drain();
        var answer = _answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Write(new Frame(FrameKind.Question, _request, name, Encoding.UTF8.GetBytes(question), []));
        return answer.Task.WaitAsync(_stop).GetAwaiter().GetResult();
    }

    /// <summary>Hands the answer to who waits for it.</summary>
    internal void Give(string? answer) => _answer?.TrySetResult(answer);

    /// <summary>Sends text for standard output.</summary>
    public void WriteOutput(string text) => Emit(WorkerEvent.StandardOutput, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends text for standard error.</summary>
    public void WriteError(string text) => Emit(WorkerEvent.StandardError, Encoding.UTF8.GetBytes(text));
}
