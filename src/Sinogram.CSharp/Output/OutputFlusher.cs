namespace Sinogram.CSharp.Output;

/// <summary>Sends gathered output after a short time, from a thread of its own that user code cannot exhaust.</summary>
internal static class OutputFlusher
{
    private const int IntervalMilliseconds = 50;

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static readonly HashSet<CellOutputBuffer> Waiting = [];
    private static Thread? _thread;

    /// <summary>Has a buffer flushed soon.</summary>
    public static void Add(CellOutputBuffer buffer)
    {
        lock (Gate)
        {
            Waiting.Add(buffer);
            if (_thread is null)
            {
                using var flow = ExecutionContext.SuppressFlow();
                _thread = new Thread(Loop) { IsBackground = true, Name = "output" };
                _thread.Start();
            }
        }

        Wake.Set();
    }

    private static void Loop()
    {
        while (true)
        {
            Wake.WaitOne();
            Thread.Sleep(IntervalMilliseconds);
            CellOutputBuffer[] due;
            lock (Gate)
            {
                due = [.. Waiting];
                Waiting.Clear();
            }

            foreach (var buffer in due)
            {
                buffer.Flush();
            }
        }
    }
}
