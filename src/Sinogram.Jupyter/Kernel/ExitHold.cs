namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// Keeps the process while <c>Environment.Exit</c> has been called in it, until its work has ended in order; then lets it go with the exit code that
/// was asked for.
/// </summary>
public sealed class ExitHold : IDisposable
{
    /// <summary>The longest that an orderly end takes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly ManualResetEventSlim _ended = new();
    private readonly Action _exiting;
    private volatile bool _isExiting;

    /// <param name="exiting">Called when the process is told to exit.</param>
    public ExitHold(Action exiting)
    {
        _exiting = exiting;
        AppDomain.CurrentDomain.ProcessExit += Hold;
    }

    /// <summary>The work has ended. Where the process exits, this does not return: the thread that called goes on with it.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Hold;
        _ended.Set();
        if (_isExiting)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private void Hold(object? sender, EventArgs e)
    {
        _isExiting = true;
        _exiting();
        _ended.Wait(Longest);
    }
}
