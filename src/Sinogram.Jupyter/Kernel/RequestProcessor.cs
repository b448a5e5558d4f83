using System.Collections.Frozen;
using Sinogram.Jupyter.Requests;

namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// Handles requests one at a time on the calling thread: says busy before each, and idle when its output is out. A handler that fails is logged and answered for.
/// </summary>
internal sealed class RequestProcessor
{
    private readonly KernelServer _kernel;
    private readonly Action _processed;
    private readonly FrozenDictionary<string, IRequestHandler> _handlers;
    private readonly ExecuteRequest _execute;

    /// <param name="kernel">Whose requests they are.</param>
    /// <param name="processed">Called after each.</param>
    internal RequestProcessor(KernelServer kernel, Action processed)
    {
        (_kernel, _processed) = (kernel, processed);
        var handlers = RequestCatalog.All(kernel);
        _handlers = handlers.ToFrozenDictionary(h => h.Type);
        _execute = handlers.OfType<ExecuteRequest>().Single();
    }

    /// <summary>The thread that a type of message is for.</summary>
    internal RequestLane LaneOf(string type) => _handlers.TryGetValue(type, out var handler) ? handler.Lane : RequestLane.Channel;

    /// <summary>Handles a request by its type.</summary>
    internal void Process(Request request) => Process(request, HandlerOf(request));

    /// <summary>Aborts cells that will not run; what else waited among them is handled.</summary>
    internal void Abort(IReadOnlyList<Request> waiting)
    {
        foreach (var request in waiting)
        {
            if (request.Type == ExecuteRequest.MessageType)
            {
                Process(request, _execute.Abort);
            }
            else
            {
                Process(request);
            }
        }
    }

    private Action<Request> HandlerOf(Request request) => _handlers.TryGetValue(request.Type, out var handler)
        ? (handler.Lane is RequestLane.Execution or RequestLane.Comms && !_kernel.Queues.Has(request) ? UnknownSubshell.Handle : handler.Handle)
        : UnknownRequest.Handle(_kernel.Options.Log);

    private void Process(Request request, Action<Request> handle)
    {
        _kernel.Publisher.Status("busy", request.Header);
        try
        {
            handle(request);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _kernel.Options.Log($"{request.Type} failed: {e}");
            if (!request.IsAnswered && request.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                request.ReplyError(e.GetType().Name, "The kernel failed at this request; its log says where.", [e.GetType().Name]);
            }
        }
        finally
        {
            if (request.IdleAfter is { IsCompleted: false } more)
            {
                // The thread that ends the work says idle; no thread waits for it.
                _ = more.ContinueWith(_ => End(request), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            else
            {
                End(request);
            }
        }

        request.AfterIdle?.Invoke();
        _processed();
    }

    private void End(Request request)
    {
        request.Output.Flush();
        _kernel.Publisher.Status("idle", request.Header);
    }
}
