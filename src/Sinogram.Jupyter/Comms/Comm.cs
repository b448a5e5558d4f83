using Sinogram.Core.Display;
using Sinogram.Jupyter.Output;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Comms;

/// <summary>One live channel. Safe from any thread.</summary>
internal sealed class Comm : IChannel
{
    private readonly CommHub _hub;
    private readonly IopubPublisher _publisher;
    private readonly ReadOnlyMemory<byte> _parent;
    private int _closed;

    internal Comm(string id, string targetName, CommHub hub, IopubPublisher publisher, ReadOnlyMemory<byte> parent)
    {
        Id = id;
        TargetName = targetName;
        _hub = hub;
        _publisher = publisher;
        _parent = parent;
    }

    public event Action<ChannelMessage>? Received;

    public event Action? Closed;

    public string Id { get; }

    /// <summary>Who takes its messages at the other end.</summary>
    internal string TargetName { get; }

    public void Send(string json, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            throw new InvalidOperationException("The channel is closed.");
        }

        Publish("comm_msg", json, buffers);
    }

    public ValueTask DisposeAsync()
    {
        if (_hub.Remove(this) && Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Publish("comm_close", "{}", []);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Tells the front end that this channel is open.</summary>
    internal void Announce(string json, string metadata, ReadOnlySpan<ReadOnlyMemory<byte>> buffers) => Publish("comm_open", json, buffers, metadata);

    /// <summary>Tells the front end that nobody takes this channel.</summary>
    internal void Refuse() => Publish("comm_close", "{}", []);

    internal void Receive(ChannelMessage message) => Received?.Invoke(message);

    internal void CloseByFrontEnd()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Closed?.Invoke();
        }
    }

    private void Publish(string type, string json, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, string? metadata = null)
    {
        if (_hub.Passed(json, buffers) is not { } passed)
        {
            return;
        }

        _publisher.Publish(
            type,
            _parent,
            content =>
            {
                content.WriteString("comm_id", Id);
                if (type == "comm_open")
                {
                    content.WriteString("target_name", TargetName);
                }

                content.WritePropertyName("data");
                content.WriteJsonOrText(passed.Json);
            },
            passed.Buffers,
            metadata);
    }
}
