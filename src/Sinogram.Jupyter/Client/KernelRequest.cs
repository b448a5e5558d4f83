using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>A request to another kernel: its reply, and the end of its output.</summary>
internal sealed class KernelRequest(string id, Action<ChannelName, Message>? listener)
{
    private readonly TaskCompletionSource<Message> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal string Id => id;

    /// <summary>The reply.</summary>
    internal Task<Message> Reply => _reply.Task;

    /// <summary>Completes when the kernel says on iopub that it is idle again.</summary>
    internal Task Idle => _idle.Task;

    /// <summary>Completes when both the reply and all output have come.</summary>
    internal Task Completed => Task.WhenAll(_reply.Task, _idle.Task);

    internal void Replied(Message reply) => _reply.TrySetResult(reply);

    internal void Status(string state)
    {
        if (state == "idle")
        {
            _idle.TrySetResult();
        }
    }

    internal void Listen(ChannelName channel, Message message) => listener?.Invoke(channel, message);

    internal void Fail(Exception reason)
    {
        _reply.TrySetException(reason);
        _idle.TrySetException(reason);

        // Nobody may be waiting for one of them.
        _ = _reply.Task.Exception;
        _ = _idle.Task.Exception;
    }
}
