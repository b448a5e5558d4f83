using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// One running worker: requests go to it one after the other, its events come back while a request runs, and when it ends the request
/// in flight fails with <see cref="WorkerDiedException"/>. The worker never outlives this process, however this process ends.
/// </summary>
public sealed class WorkerProcess : IDisposable
{
    private readonly WorkerOptions _options;
    private readonly FrameChannel _channel;
    private readonly FileDescriptor _output;
    private readonly FileDescriptor _error;
    private readonly ChildProcess _child;
    private readonly DirectoryInfo _temporary;
    private readonly LineTail _errorLines = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WorkerDiedException> _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PendingRequest? _current;
    private ulong _lastId;

    private WorkerProcess(WorkerOptions options, WorkerCommand command)
    {
        _options = options;
        _temporary = Directory.CreateTempSubdirectory("sinogram-worker-");
        var (near, far) = FileDescriptor.SocketPair();
        (_output, var outputWrite) = FileDescriptor.Pipe();
        (_error, var errorWrite) = FileDescriptor.Pipe();
        _channel = new FrameChannel(near);
        using (far)
        using (outputWrite)
        using (errorWrite)
        using (var nothing = FileDescriptor.Open("/dev/null", LibC.O_RDWR))
        {
            // 0 to 2 as usual, 3 the channel, 4 and 5 the reading ends of 1 and 2: the worker reads its own streams, so that their text keeps
            // its place among its events; what is left in them when it dies is read here.
            try
            {
                _child = ChildProcess.Start(
                    command.Path, [.. command.Arguments, "worker", options.Name], WorkerEnvironment.Of(options, _temporary.FullName), [nothing, outputWrite, errorWrite, far, _output, _error]);
            }
            catch
            {
                Release();
                throw;
            }
        }

        new Thread(ReadFrames, 256 << 10) { IsBackground = true, Name = "worker-read" }.Start();
    }

    /// <summary>The worker's process number.</summary>
    public int ProcessId => _child.Id;

    /// <summary>True once the process is gone.</summary>
    public bool HasEnded => _death.Task.IsCompleted;

    /// <summary>Completes when the process is gone, with the reason.</summary>
    public Task<WorkerDiedException> Death => _death.Task;

    /// <summary>Starts the worker and waits for its hello.</summary>
    /// <exception cref="WorkerStartException">It cannot be started, or ended or stayed silent instead of saying hello.</exception>
    public static async Task<WorkerProcess> StartAsync(WorkerOptions options, CancellationToken token = default)
    {
        var worker = new WorkerProcess(options, options.Command ?? WorkerCommand.Find());
        try
        {
            await worker._hello.Task.WaitAsync(options.StartLimit, options.Time, token);
            return worker;
        }
        catch (Exception failure)
        {
            worker.Dispose();
            throw failure switch
            {
                TimeoutException => new WorkerStartException($"The {options.Name} worker did not answer within {options.StartLimit.TotalSeconds:0} s."),
                WorkerDiedException died => new WorkerStartException($"The {options.Name} worker did not start. {died.Message}", died),
                _ => failure,
            };
        }
    }

    /// <summary>
    /// Asks the worker and waits for its reply. <paramref name="onEvent"/> is called in order, on the worker's reading thread: it must not wait for this worker.
    /// Cancelling asks the worker to stop; a worker that does not within <see cref="WorkerOptions.CancelGrace"/> is killed.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; a <see cref="WorkerKilledException"/> where the worker had to be killed.</exception>
    /// <exception cref="WorkerFailedException">The worker reports an error.</exception>
    /// <exception cref="WorkerDiedException">The worker ended.</exception>
    /// <exception cref="WorkerTimeoutException">The request's time limit is over.</exception>
    public async Task<WorkerReply> RequestAsync(WorkerRequest request, Action<WorkerEvent>? onEvent = null, CancellationToken token = default)
    {
        await _turn.WaitAsync(token);
        try
        {
            var pending = new PendingRequest(++_lastId, onEvent) { Answers = request.OnQuestion, Token = token };
            _current = pending;
            if (HasEnded)
            {
                throw await Death;
            }

            _errorLines.Clear();
            if (request.MemoryLimit is { } growth)
            {
                _child.LimitMemory(growth);
            }

            await SendAsync(new Frame(FrameKind.Request, pending.Id, request.Name, request.Body, request.Blocks));
            return await FinishAsync(pending, request, token);
        }
        finally
        {
            _current = null;
            if (request.MemoryLimit is not null)
            {
                _child.LimitMemory(null);
            }

            _turn.Release();
        }
    }

    /// <summary>Ends the worker and everything it started.</summary>
    public void Kill() => _child.Kill();

    /// <summary>Ends the worker and waits until it is gone.</summary>
    public void Dispose()
    {
        Kill();
        _death.Task.Wait(TimeSpan.FromSeconds(10));
    }

    private async Task<WorkerReply> FinishAsync(PendingRequest pending, WorkerRequest request, CancellationToken token)
    {
        try
        {
            return request.TimeLimit is { } limit
                ? await TimeAllowance.WaitAsync(pending.Reply, limit, _child.ProcessorTime, _options.Time, token)
                : await pending.Reply.WaitAsync(token);
        }
        catch (Exception reason) when (!pending.Reply.IsCompleted && reason is TimeoutException or OperationCanceledException)
        {
            var late = reason is TimeoutException;
            var stopped = await StopAsync(pending) && !HasEnded;
            if (stopped && pending.Reply.IsCompletedSuccessfully)
            {
                return await pending.Reply;
            }

            if (late)
            {
                throw new WorkerTimeoutException(_options.Name, request.TimeLimit!.Value, workerEnded: !stopped);
            }

            throw stopped ? new OperationCanceledException(token) : new WorkerKilledException(_options.Name, _options.CancelGrace, token);
        }
    }

    /// <summary>Asks the worker to stop, then kills it. False when it had to be killed.</summary>
    private async Task<bool> StopAsync(PendingRequest pending)
    {
        await SendAsync(new Frame(FrameKind.Cancel, pending.Id, ""));
        var grace = Task.Delay(_options.CancelGrace, _options.Time, CancellationToken.None);
        if (await Task.WhenAny(pending.Reply, grace) == pending.Reply)
        {
            return true;
        }

        Kill();
        await Death;
        return false;
    }

    /// <summary>Writes a frame; a failure to write means that the worker is ending, and the pending reply will say so.</summary>
    private async Task SendAsync(Frame frame)
    {
        try
        {
            await Task.Run(() => _channel.Write(frame), CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            await Death;
        }
    }

    private void ReadFrames()
    {
        string? broken = null;
        try
        {
            _ = _child.Ended.ContinueWith(_ => _channel.Shutdown(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (_channel.Read() is { } frame)
            {
                Handle(frame);
            }
        }
        catch (Exception failure) when (failure is WorkerProtocolException or IOException or OutOfMemoryException)
        {
            broken = failure.Message;
        }

        // Nobody reads the worker's answers any more. One that crashed is ending by itself, and how it did is worth knowing.
        if (!_child.Ended.Wait(broken is null ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(100)))
        {
            Kill();
        }

        Bury(_child.Ended.GetAwaiter().GetResult(), broken);
    }

    private void Handle(Frame frame)
    {
        var current = _current;
        switch (frame.Kind)
        {
            case FrameKind.Hello:
                if (frame.Name != _options.Name || frame.Body.Span is not [Frame.ProtocolVersion])
                {
                    throw new WorkerProtocolException($"another worker or version answered ('{frame.Name}')");
                }

                _hello.TrySetResult();
                break;
            case FrameKind.Event:
                if (frame.Name == WorkerEvent.StandardError)
                {
                    _errorLines.Append(Encoding.UTF8.GetString(frame.Body.Span));
                }

                if (current?.Id == frame.RequestId)
                {
                    current.Listen(new WorkerEvent(frame.Name, frame.Body, frame.Blocks));
                }

                frame.ReleaseBlocks();
                break;
            case FrameKind.Question:
                if (current?.Id == frame.RequestId)
                {
                    // Not waited for: it may be minutes until somebody answers.
                    _ = current.AnswerAsync(new WorkerEvent(frame.Name, frame.Body, frame.Blocks), SendAsync);
                }

                break;
            case FrameKind.Response when current?.Id == frame.RequestId:
                current.Succeed(new WorkerReply(frame.Body, frame.Blocks));
                break;
            case FrameKind.Error when current?.Id == frame.RequestId:
                current.Fail(new WorkerFailedException(_options.Name, frame.Name, Encoding.UTF8.GetString(frame.Body.Span)));
                break;
            default:
                frame.ReleaseBlocks();
                throw new WorkerProtocolException($"a frame of kind {frame.Kind} came out of turn");
        }
    }

    private void Bury(WorkerExit exit, string? broken)
    {
        // What the dead worker wrote and did not live to send.
        _errorLines.AppendRest(_error);
        if (broken is not null)
        {
            _errorLines.Append(broken + "\n");
        }

        // Before anybody hears of the death: who waits for it may end this process at once.
        Release();
        var death = new WorkerDiedException(_options.Name, exit, _errorLines.Lines());
        _death.SetResult(death);
        _hello.TrySetException(death);
        _current?.Fail(death);
    }

    private void Release()
    {
        _channel.Dispose();
        _output.Dispose();
        _error.Dispose();
        WorkerFolder.Remove(_temporary.FullName);
    }
}
