namespace Sinogram.Data.Buffers;

/// <summary>Work on large memory, side by side on threads of its own: the pool may be busy with what a notebook does.</summary>
internal static class Threads
{
    /// <summary>Runs <paramref name="act"/> for 0 to <paramref name="count"/> - 1, on at most as many threads as there are processors.</summary>
    public static void For(int count, Action<int> act)
    {
        var workers = Math.Min(count, Environment.ProcessorCount);
        if (workers <= 1)
        {
            for (var i = 0; i < count; i++) { act(i); }
            return;
        }
        var next = -1;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? fault = null;
        void Work()
        {
            try
            {
                for (var i = Interlocked.Increment(ref next); i < count && Volatile.Read(ref fault) is null; i = Interlocked.Increment(ref next)) { act(i); }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref fault, System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e), null);
            }
        }
        var threads = Enumerable.Range(1, workers - 1).Select(_ => new Thread(Work) { IsBackground = true, Name = "table" }).ToArray();
        foreach (var thread in threads) { thread.Start(); }
        Work();
        foreach (var thread in threads) { thread.Join(); }
        fault?.Throw();
    }
}
