namespace Sinogram.Imaging.Harvest;

/// <summary>Lets work pass while the bytes that it holds stay within a budget; work larger than the whole budget passes alone.</summary>
internal sealed class ByteGate(long budget)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Opened)> _waiting = new();
    private long _held;

    public async ValueTask<Pass> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        long weight = Math.Clamp(bytes, 0, budget);
        TaskCompletionSource? opened = null;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _held + weight <= budget)
            {
                _held += weight;
            }
            else
            {
                opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue((weight, opened));
            }
        }

        if (opened is not null)
        {
            await using CancellationTokenRegistration registration = cancellationToken.Register(() => opened.TrySetCanceled(cancellationToken));
            await opened.Task;
        }

        return new Pass(this, weight);
    }

    private void Leave(long weight)
    {
        lock (_lock)
        {
            _held -= weight;
            while (_waiting.TryPeek(out (long Bytes, TaskCompletionSource Opened) next) && (next.Opened.Task.IsCanceled || _held + next.Bytes <= budget))
            {
                _waiting.Dequeue();
                if (next.Opened.TrySetResult())
                {
                    _held += next.Bytes;
                }
            }
        }
    }

    /// <summary>The right to hold some bytes, until disposed.</summary>
    internal readonly struct Pass(ByteGate gate, long weight) : IDisposable
    {
        public void Dispose() => gate.Leave(weight);
    }
}
