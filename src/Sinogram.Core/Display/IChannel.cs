using Sinogram.Core.Widgets;

namespace Sinogram.Core.Display;

/// <summary>A live two-way channel between a shown value and the kernel (a comm in Jupyter's terms).</summary>
public interface IChannel : IAsyncDisposable
{
    /// <summary>The comm's id.</summary>
    string Id { get; }

    /// <summary>Sends JSON data and binary buffers to the front end.</summary>
    void Send(string json, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers);

    /// <summary>A message came from the front end. Raised one at a time.</summary>
    event Action<ChannelMessage>? Received;

    /// <summary>The front end closed the channel.</summary>
    event Action? Closed;
}

/// <summary>A message on a channel.</summary>
/// <param name="Json">The data as JSON text.</param>
/// <param name="Buffers">Binary buffers, in order.</param>
public sealed record ChannelMessage(string Json, IReadOnlyList<ReadOnlyMemory<byte>> Buffers)
{
    private readonly TaskCompletionSource _released = new();
    private int _holds = 1;

    /// <summary>The message's metadata as JSON text.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Completes when all who hold the message have let it go; the front end sees it as handled then.</summary>
    public Task Handled => _released.Task;

    /// <summary>What the message causes goes on after the handler has returned: it counts as handled when the result is called.</summary>
    public Action Hold()
    {
        Interlocked.Increment(ref _holds);
        var released = 0;
        return () =>
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                Release();
            }
        };
    }

    /// <summary>The handlers have returned.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            _released.TrySetResult();
        }
    }
}

/// <summary>Opens channels. Headless hosts refuse with a clear message.</summary>
public interface IChannelHost
{
    /// <summary>False where no front end listens.</summary>
    bool IsAvailable { get; }

    /// <summary>Whether the front end has said that it takes channels to a target.</summary>
    bool Has(string targetName);

    /// <summary>Opens a channel to the front end's target.</summary>
    IChannel Open(string targetName, string json, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers) => Open(targetName, json, "{}", buffers);

    /// <summary>Opens a channel to the front end's target, with metadata (JSON) on the opening message.</summary>
    IChannel Open(string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers) =>
        OpenAs(Guid.NewGuid().ToString("N"), targetName, json, metadata, buffers);

    /// <summary>Opens a channel under an id that is given, as that of another kernel's comm is.</summary>
    IChannel OpenAs(string id, string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers);

    /// <summary>The widgets that are open to this front end.</summary>
    WidgetModels Widgets { get; }

    /// <summary>The id of the front end's message that is being handled, by which it knows what answers it; null where there is none.</summary>
    string? RequestId => null;

    /// <summary>Accepts channels that a front end opens for a target.</summary>
    void Accept(string targetName, Action<IChannel, ChannelMessage> opened);
}
