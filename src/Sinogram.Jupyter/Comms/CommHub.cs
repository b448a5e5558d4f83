using System.Collections.Concurrent;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Jupyter.Output;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Comms;

/// <summary>The open channels and the targets that the kernel accepts. Safe from any thread.</summary>
/// <param name="publisher">Sends what goes to the front end.</param>
/// <param name="filter">The output filter: the data of channels passes it as all output does.</param>
/// <param name="flush">Sends output that has gathered: what a channel says later comes after it.</param>
/// <param name="log">Takes log lines.</param>
internal sealed class CommHub(IopubPublisher publisher, Func<MimeBundle, MimeBundle?> filter, Action flush, Action<string> log)
{
    private readonly ConcurrentDictionary<string, Comm> _open = new();
    private readonly ConcurrentDictionary<string, Action<IChannel, ChannelMessage>> _targets = new();
    private readonly ConcurrentDictionary<string, bool> _offered = new();

    /// <summary>The widgets that are open to the front end.</summary>
    internal WidgetModels Widgets { get; } = new();

    /// <summary>The open channels.</summary>
    internal IReadOnlyList<Comm> Open() => [.. _open.Values];

    /// <summary>The channel of an id, or null.</summary>
    internal Comm? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>Whether somebody takes channels to a target.</summary>
    internal bool Accepts(string targetName) => _targets.ContainsKey(targetName);

    /// <summary>Channels as a request opens and accepts them.</summary>
    internal IChannelHost For(ReadOnlyMemory<byte> parent) => new Host(this, parent);

    /// <summary>A front end takes channels to a target: it has asked for those that are open, or for the widgets' states.</summary>
    internal void Offer(string targetName)
    {
        if (targetName.Length > 0)
        {
            _offered[targetName == WidgetModels.ControlTarget ? Widget.Target : targetName] = true;
        }
    }

    /// <summary>Data and buffers as they may leave the process after all output before them; null where the filter holds them back.</summary>
    internal (string Json, IReadOnlyList<ReadOnlyMemory<byte>> Buffers)? Passed(string json, ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        flush();
        var bundle = MimeBundle.Empty.With(Mime.Json, json);
        for (var i = 0; i < buffers.Length; i++)
        {
            bundle = bundle.With(BufferMime(i), Convert.ToBase64String(buffers[i].Span));
        }

        if (filter(bundle) is not { } passed || passed[Mime.Json] is not { } data)
        {
            return null;
        }

        var kept = new ReadOnlyMemory<byte>[buffers.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            // A buffer that the filter took out leaves its place, which later ones are counted by.
            kept[i] = ReferenceEquals(passed[BufferMime(i)], bundle[BufferMime(i)]) ? buffers[i] : Convert.FromBase64String(passed[BufferMime(i)] ?? "");
        }

        return (data, kept);
    }

    internal bool Remove(Comm comm) => _open.TryRemove(new KeyValuePair<string, Comm>(comm.Id, comm));

    internal void OpenedByFrontEnd(string id, string targetName, ChannelMessage message, ReadOnlyMemory<byte> parent)
    {
        var comm = new Comm(id, targetName, this, publisher, parent);
        Offer(targetName);
        if (!_targets.TryGetValue(targetName, out var opened))
        {
            log("comm_open to a target that nobody accepts; closed");
            comm.Refuse();
            return;
        }

        _open[id] = comm;
        opened(comm, message);
    }

    internal void ClosedByFrontEnd(string id)
    {
        if (_open.TryRemove(id, out var comm))
        {
            comm.CloseByFrontEnd();
        }
    }

    private sealed class Host(CommHub hub, ReadOnlyMemory<byte> parent) : IChannelHost
    {
        private readonly IopubPublisher _publisher = hub.Publisher;

        public bool IsAvailable => true;

        public bool Has(string targetName) => hub._offered.ContainsKey(targetName);

        public WidgetModels Widgets => hub.Widgets;

        public string? RequestId => parent.IsEmpty ? null : System.Text.Json.JsonElement.Parse(parent.Span).Text("msg_id");

        public IChannel OpenAs(string id, string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
        {
            var comm = new Comm(id, targetName, hub, _publisher, parent);
            hub._open[comm.Id] = comm;
            comm.Announce(json, metadata, buffers);
            return comm;
        }

        public void Accept(string targetName, Action<IChannel, ChannelMessage> opened) => hub._targets[targetName] = opened;
    }

    private static string BufferMime(int index) => $"application/octet-stream; buffer={index}";

    private IopubPublisher Publisher => publisher;
}
