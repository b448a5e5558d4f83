using System.Collections.Concurrent;
using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// The queues that cells wait in: the main one, and one for each subshell that a front end has made. Cells of one queue run one at a time,
/// those of different queues beside each other. Safe from any thread.
/// </summary>
/// <param name="handle">Handles a request on its queue's thread.</param>
internal sealed class CellQueues(Action<Request> handle)
{
    private const int StackMegabytes = 16;

    private readonly WorkLane<Request> _main = new("cells", handle, StackMegabytes);
    private readonly ConcurrentDictionary<string, WorkLane<Request>> _subshells = new(StringComparer.Ordinal);

    /// <summary>The subshells that there are.</summary>
    internal IReadOnlyList<string> Subshells => [.. _subshells.Keys.Order(StringComparer.Ordinal)];

    internal void Start() => _main.Start();

    /// <summary>Puts a request into the queue that it names; false where there is no such subshell.</summary>
    internal bool TryPost(Request request) => QueueOf(request) is { } queue && (queue.Post(request) || queue == _main);

    /// <summary>Whether the queue that a request names is there.</summary>
    internal bool Has(Request request) => QueueOf(request) is not null;

    /// <summary>Takes everything that waits in the queue of a request.</summary>
    internal IReadOnlyList<Request> Drain(Request request) => QueueOf(request)?.Drain() ?? [];

    /// <summary>Makes a subshell and gives its id.</summary>
    internal string Create()
    {
        var id = Guid.NewGuid().ToString();
        var queue = new WorkLane<Request>("subshell cells", handle, StackMegabytes);
        queue.Start();
        _subshells[id] = queue;
        return id;
    }

    /// <summary>
    /// Ends a subshell: what runs in it ends by itself, what waits is given back. Null where there is no such subshell.
    /// </summary>
    internal IReadOnlyList<Request>? Delete(string id)
    {
        if (!_subshells.TryRemove(id, out var queue))
        {
            return null;
        }

        var waiting = queue.Drain();
        queue.Stop(TimeSpan.Zero);
        return waiting;
    }

    /// <summary>Ends all queues; false where a cell of one goes on past the time.</summary>
    internal bool Stop(TimeSpan timeout)
    {
        foreach (var queue in _subshells.Values)
        {
            queue.Stop(TimeSpan.Zero);
        }

        return _main.Stop(timeout) & _subshells.Values.All(q => q.Stop(timeout / 4));
    }

    private WorkLane<Request>? QueueOf(Request request) =>
        request.Message.Header.Subshell is { } id ? _subshells.GetValueOrDefault(id) : _main;
}
