namespace Sinogram.Gpu.Interop;

/// <summary>
/// Gives the runtime its handlers of processor faults back after a driver has replaced them.
/// </summary>
/// <remarks>
/// The clang inside PoCL installs handlers at its first run, which delete its temporary files: a NullReferenceException or a
/// DivideByZeroException on another thread would then make a build fail. It installs them once in the life of a process, so that they stay
/// away after they have been put back. Only faults are put back: their handlers are set when the runtime starts and never later, while those
/// of other signals (a child's end) may rightly be set by another thread meanwhile.
/// </remarks>
internal static unsafe class SignalHandlers
{
    // Larger than struct sigaction on any Linux; its content is only kept and compared.
    private const int ActionSize = 256;

    /// <summary>SIGILL, SIGTRAP, SIGBUS, SIGFPE and SIGSEGV.</summary>
    private static readonly int[] _faults = [4, 5, 7, 8, 11];

    internal static T Keep<T>(Func<T> work)
    {
        var before = _faults.Select(Read).ToArray();
        try
        {
            return work();
        }
        finally
        {
            foreach (var (signal, action) in _faults.Zip(before))
            {
                if (!Read(signal).AsSpan().SequenceEqual(action))
                {
                    fixed (byte* first = action)
                    {
                        _ = LibC.SignalAction(signal, first, null);
                    }
                }
            }
        }
    }

    private static byte[] Read(int signal)
    {
        var action = new byte[ActionSize];
        fixed (byte* first = action)
        {
            _ = LibC.SignalAction(signal, null, first);
        }
        return action;
    }
}
