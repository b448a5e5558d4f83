using Sinogram.Core.Execution;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>Where a request to another kernel comes from.</summary>
/// <param name="Listener">Gets what it causes, in order, from one thread.</param>
internal sealed record RequestOrigin(Action<ChannelName, Message>? Listener)
{
    /// <summary>The cell, or the message of a live channel, that it was sent for.</summary>
    internal CellContext? Context { get; init; }

    /// <summary>Called once when the kernel is idle after it, or gone.</summary>
    internal Action Done { get; init; } = () => { };
}

/// <summary>A request to another kernel: its reply, and the end of its output.</summary>
internal sealed class KernelRequest
{
    private readonly TaskCompletionSource<Message> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _hasReply;
    private int _done;

    internal KernelRequest(string id, RequestOrigin? origin, bool hasReply)
    {
        (Id, Origin, _hasReply) = (id, origin, hasReply);
    }

    internal string Id { get; }

    /// <summary>Where it comes from.</summary>
    internal RequestOrigin? Origin { get; }

    /// <summary>The reply.</summary>
    internal Task<Message> Reply => _reply.Task;

    /// <summary>Completes when both the reply, where there is to be one, and all output have come.</summary>
    internal Task Completed => _hasReply ? Task.WhenAll(_reply.Task, _idle.Task) : _idle.Task;

    internal void Replied(Message reply) => _reply.TrySetResult(reply);

    internal void Status(string state)
    {
        if (state == "idle")
        {
            _idle.TrySetResult();
            End();
        }
    }

    internal void Listen(ChannelName channel, Message message) => Origin?.Listener?.Invoke(channel, message);

    internal void Fail(Exception reason)
    {
        _reply.TrySetException(reason);
        _idle.TrySetException(reason);

        // Nobody may be waiting for one of them.
        _ = _reply.Task.Exception;
        _ = _idle.Task.Exception;
        End();
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            Origin?.Done();
        }
    }
}
