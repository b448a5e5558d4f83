namespace Sinogram.Jupyter.Requests;

/// <summary>Waits for a language service, but not for ever: a cell that has exhausted the thread pool must not hang the front end.</summary>
internal static class ServiceCall
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>What the call gives, or <paramref name="nothing"/> where it is cancelled or takes too long.</summary>
    internal static T Wait<T>(Func<CancellationToken, Task<T>> call, T nothing, CancellationToken token)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(token);
        timed.CancelAfter(Longest);
        try
        {
            var task = call(timed.Token);
            task.Wait(timed.Token);
            return task.Result;
        }
        catch (OperationCanceledException)
        {
            return nothing;
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            return nothing;
        }
    }
}
