using System.Collections.Concurrent;
using Sinogram.Core.Display;
using Sinogram.Jupyter.Output;

namespace Sinogram.Jupyter.Comms;

/// <summary>The open channels and the targets that the kernel accepts. Safe from any thread.</summary>
/// <param name="publisher">Sends what goes to the front end.</param>
/// <param name="filter">The output filter: the data of channels passes it as all output does.</param>
/// <param name="log">Takes log lines.</param>
internal sealed class CommHub(IopubPublisher publisher, Func<MimeBundle, MimeBundle?> filter, Action<string> log)
{
    private readonly ConcurrentDictionary<string, Comm> _open = new();
    private readonly ConcurrentDictionary<string, Action<IChannel, ChannelMessage>> _targets = new();

    /// <summary>The open channels.</summary>
    internal IReadOnlyList<Comm> Open() => [.. _open.Values];

    /// <summary>The channel of an id, or null.</summary>
    internal Comm? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>Whether somebody takes channels to a target.</summary>
    internal bool Accepts(string targetName) => _targets.ContainsKey(targetName);

    /// <summary>Channels as a request opens and accepts them.</summary>
    internal IChannelHost For(ReadOnlyMemory<byte> parent) => new Host(this, parent);

    /// <summary>Data as it may leave the process.</summary>
    internal string Filtered(string json) => filter(MimeBundle.Empty.With(Mime.Json, json))?[Mime.Json] ?? "{}";

    internal bool Remove(Comm comm) => _open.TryRemove(new KeyValuePair<string, Comm>(comm.Id, comm));

    internal void OpenedByFrontEnd(string id, string targetName, ChannelMessage message, ReadOnlyMemory<byte> parent)
    {
        var comm = new Comm(id, targetName, this, publisher, parent);
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

        public IChannel Open(string targetName, string json, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
        {
            var comm = new Comm(Guid.NewGuid().ToString("N"), targetName, hub, _publisher, parent);
            hub._open[comm.Id] = comm;
            comm.Announce(json, buffers);
            return comm;
        }

        public void Accept(string targetName, Action<IChannel, ChannelMessage> opened) => hub._targets[targetName] = opened;
    }

    private IopubPublisher Publisher => publisher;
}
