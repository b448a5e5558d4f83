using System.Text;

namespace Sinogram.Data.Workers;

/// <summary>The request in flight: where its events go and who waits for its end.</summary>
internal sealed class PendingRequest(ulong id, Action<WorkerEvent>? onEvent)
{
    private readonly TaskCompletionSource<WorkerReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _listenerFailure;

    internal ulong Id { get; } = id;

    /// <summary>Answers the worker's questions; null where nobody does.</summary>
    internal Func<WorkerEvent, CancellationToken, Task<string?>>? Answers { get; init; }

    /// <summary>Ends what the request waits for.</summary>
    internal CancellationToken Token { get; init; }

    internal Task<WorkerReply> Reply => _reply.Task;

    /// <summary>Passes an event on; a listener that throws hears no more, and its exception becomes the request's.</summary>
    internal void Listen(WorkerEvent message)
    {
        if (_listenerFailure is not null || onEvent is null)
        {
            return;
        }

        try
        {
            onEvent(message);
        }
#pragma warning disable CA1031 // Whatever a listener throws belongs to its request; the reading thread serves the next one.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _listenerFailure = failure;
        }
    }

    /// <summary>Has a question answered and sends the answer.</summary>
    internal async Task AnswerAsync(WorkerEvent question, Func<Frame, Task> send)
    {
        // The reading thread goes on.
        await Task.Yield();
        string? answer = null;
        try
        {
            answer = Answers is { } answers ? await answers(question, Token) : null;
        }
#pragma warning disable CA1031 // Whatever keeps somebody from answering: the worker goes on without.
        catch (Exception)
#pragma warning restore CA1031
        {
            // No answer. A cancelled request is told to stop besides.
        }

        await send(new Frame(FrameKind.Answer, Id, answer is null ? "" : "text", Encoding.UTF8.GetBytes(answer ?? ""), []));
    }

    internal void Succeed(WorkerReply reply)
    {
        if (_listenerFailure is null)
        {
            _reply.TrySetResult(reply);
        }
        else
        {
            reply.Dispose();
            _reply.TrySetException(_listenerFailure);
        }
    }

    internal void Fail(Exception failure) => _reply.TrySetException(_listenerFailure ?? failure);
}
