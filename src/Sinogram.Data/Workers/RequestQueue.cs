using System.Collections.Concurrent;
using System.Text;

namespace Sinogram.Data.Workers;

/// <summary>The worker's requests: taken from the channel, done in order on one thread with a stack of the handler's choice.</summary>
internal sealed class RequestQueue(IWorkerHandler handler, FrameChannel channel, StandardStreams streams) : IDisposable
{
    private static readonly TimeSpan RepeatInterrupt = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<Frame> _waiting = [];
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private WorkerContext? _context;
    private ulong _runningId;
    private ulong _cancelledBefore;

    internal void Start() => new Thread(Serve, handler.StackBytes) { IsBackground = true, Name = "worker-requests" }.Start();

    /// <summary>Takes a frame from the parent: a request is queued, a cancellation acts at once.</summary>
    internal void Take(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Request:
                _waiting.Add(frame);
                break;
            case FrameKind.Cancel:
                Cancel(frame.RequestId);
                break;
            case FrameKind.Answer:
                Give(frame);
                break;
            default:
                throw new WorkerProtocolException($"a frame of kind {frame.Kind} came from the parent");
        }
    }

    public void Dispose() => _waiting.Dispose();

    /// <summary>An answer that comes when its request has ended is nobody's.</summary>
    private void Give(Frame frame)
    {
        lock (_lock)
        {
            if (_running is not null && _runningId == frame.RequestId)
            {
                _context?.Give(frame.Name.Length == 0 ? null : Encoding.UTF8.GetString(frame.Body.Span));
            }
        }
    }

    private void Cancel(ulong request)
    {
        lock (_lock)
        {
            if (_running is not null && _runningId == request)
            {
                _running.Cancel();
                handler.Interrupt();
                StartRepeating(request);
            }
            else if (_runningId < request)
            {
                _cancelledBefore = request;
            }
        }
    }

    /// <summary>
    /// Interrupts again until the request has ended: the first may come in the moment before the code waits for a child process or
    /// enters a call that looks at the flag only once.
    /// </summary>
    private void StartRepeating(ulong request)
    {
        new Thread(() =>
        {
            while (true)
            {
                Thread.Sleep(RepeatInterrupt);
                lock (_lock)
                {
                    if (_running is null || _runningId != request)
                    {
                        return;
                    }

                    handler.Interrupt();
                }
            }
        })
        {
            IsBackground = true,
            Name = "worker-interrupts",
        }.Start();
    }

    private void Serve()
    {
        foreach (var frame in _waiting.GetConsumingEnumerable())
        {
            var answer = Answer(frame);
            try
            {
                channel.Write(answer);
            }
            catch (WorkerProtocolException tooLarge)
            {
                channel.Write(Failure(frame.RequestId, tooLarge));
            }
            catch (IOException)
            {
                // The parent is gone; the thread that reads the channel ends this process.
                return;
            }
            finally
            {
                answer.ReleaseBlocks();
                frame.ReleaseBlocks();
            }
        }
    }

    private Frame Answer(Frame frame)
    {
        using var stop = new CancellationTokenSource();
        var context = new WorkerContext(channel, streams, frame.RequestId, stop.Token);
        lock (_lock)
        {
            (_running, _runningId, _context) = (stop, frame.RequestId, context);
            if (_cancelledBefore == frame.RequestId)
            {
                stop.Cancel();
            }
        }

        streams.Request = frame.RequestId;
        Frame answer;
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            var reply = handler.Handle(new WorkerRequest(frame.Name, frame.Body, frame.Blocks), context, stop.Token);
            answer = new Frame(FrameKind.Response, frame.RequestId, "", reply.Body, reply.Blocks);
        }
#pragma warning disable CA1031 // Every failure of a request is reported to its sender; the worker goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            answer = Failure(frame.RequestId, failure);
        }

        lock (_lock)
        {
            (_running, _context) = (null, null);
        }

        streams.Drain();
        return answer;
    }

    private static Frame Failure(ulong request, Exception failure)
    {
        const int Longest = 64 << 10;
        var message = Encoding.UTF8.GetBytes(failure.Message);
        return new Frame(FrameKind.Error, request, failure.GetType().Name, message.AsMemory(0, Math.Min(message.Length, Longest)), []);
    }
}
