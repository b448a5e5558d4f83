namespace Sinogram.Data.Workers;

/// <summary>What a worker does: the one thing to write for a new kind of worker.</summary>
public interface IWorkerHandler
{
    /// <summary>The worker's name, as in <c>sinogram worker NAME</c>.</summary>
    string Name { get; }

    /// <summary>Bytes of stack for the thread that handles requests.</summary>
    int StackBytes => 16 << 20;

    /// <summary>
    /// Does one request; always on the same thread, one at a time. Whatever it throws becomes the request's error
    /// (<see cref="WorkerFailedException"/> at the parent), and the worker goes on.
    /// </summary>
    WorkerReply Handle(WorkerRequest request, WorkerContext context, CancellationToken token);

    /// <summary>Called from another thread when the running request is to stop, besides its token: for native code that knows no token.</summary>
    void Interrupt()
    {
    }
}
