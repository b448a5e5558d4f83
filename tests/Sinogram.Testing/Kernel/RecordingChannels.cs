using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;

namespace Sinogram.Testing.Kernel;

/// <summary>A front end that takes channels to the targets it names, keeps what is sent, and sends what a test says.</summary>
public sealed class RecordingChannels(params string[] targets) : IChannelHost
{
    private readonly Dictionary<string, Action<IChannel, ChannelMessage>> _accepted = [];

    /// <summary>The channels that were opened, in order.</summary>
    public List<Channel> Opened { get; } = [];

    /// <inheritdoc/>
    public bool IsAvailable => true;

    /// <inheritdoc/>
    public bool Has(string targetName) => targets.Contains(targetName);

    /// <inheritdoc/>
    public WidgetModels Widgets { get; } = new();

    /// <inheritdoc/>
    public string? RequestId { get; set; }

    /// <inheritdoc/>
    public IChannel Open(string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers) =>
        OpenAs($"id{Opened.Count}", targetName, json, metadata, buffers);

    /// <inheritdoc/>
    public IChannel OpenAs(string id, string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        var channel = new Channel(id, JsonNode.Parse(json)!, metadata, buffers.ToArray());
        Opened.Add(channel);
        return channel;
    }

    /// <inheritdoc/>
    public void Accept(string targetName, Action<IChannel, ChannelMessage> opened) => _accepted[targetName] = opened;

    /// <summary>Opens a channel from the front end's side.</summary>
    public Channel OpenFromFrontEnd(string targetName)
    {
        var channel = new Channel("front", new JsonObject(), "{}", []);
        _accepted[targetName](channel, new ChannelMessage("{}", []));
        return channel;
    }

    /// <summary>The channel whose opening state has a model's name.</summary>
    public Channel Model(string name) => Opened.Single(c => (string?)c.Data["state"]?["_model_name"] == name);

    /// <summary>One channel as the front end sees it.</summary>
    public sealed class Channel(string id, JsonNode data, string metadata, ReadOnlyMemory<byte>[] buffers) : IChannel
    {
        /// <inheritdoc/>
        public event Action<ChannelMessage>? Received;

        /// <inheritdoc/>
        public event Action? Closed;

        /// <inheritdoc/>
        public string Id => id;

        /// <summary>The data it was opened with.</summary>
        public JsonNode Data => data;

        /// <summary>The metadata it was opened with.</summary>
        public string Metadata => metadata;

        /// <summary>The buffers it was opened with.</summary>
        public IReadOnlyList<ReadOnlyMemory<byte>> Buffers => buffers;

        /// <summary>What was sent on it.</summary>
        public List<(JsonNode Data, ReadOnlyMemory<byte>[] Buffers)> Sent { get; } = [];

        /// <summary>Whether the kernel closed it.</summary>
        public bool IsClosed { get; private set; }

        /// <inheritdoc/>
        public void Send(string json, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers) => Sent.Add((JsonNode.Parse(json)!, buffers.ToArray()));

        /// <summary>The front end says something.</summary>
        public void Tell(string json) => Tell(new ChannelMessage(json, []));

        /// <summary>The front end says something.</summary>
        public void Tell(ChannelMessage message) => Received?.Invoke(message);

        /// <summary>The front end closes it.</summary>
        public void CloseFromFrontEnd() => Closed?.Invoke();

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
