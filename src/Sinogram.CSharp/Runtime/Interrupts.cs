using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sinogram.CSharp.Runtime;

/// <summary>
/// The checks that are compiled into cells. The flag is a hint shared by all runs; when it is up, the check asks for the
/// identity of its own run, so that only work which the interrupted cell started is stopped, wherever it runs.
/// </summary>
public static class Interrupts
{
    private static readonly ConcurrentDictionary<EventHandler<FirstChanceExceptionEventArgs>, EventHandler<FirstChanceExceptionEventArgs>> Handlers = new();
    private static int _raised;

    /// <summary>Stops the calling work if its cell has been interrupted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (Volatile.Read(ref _raised) != 0)
        {
            CellRun.StopIfInterrupted();
        }
    }

    /// <summary>Hands a value through with a check: for clauses of queries.</summary>
    public static T Pass<T>(T value)
    {
        Check();
        return value;
    }

    /// <summary>False while the calling cell is being stopped: its catch clauses do not apply then, so that none swallows the stop.</summary>
    public static bool MayCatch() => Volatile.Read(ref _raised) == 0 || CellRun.Current is not { IsStopping: true };

    /// <summary>
    /// A handler of the runtime's notification that something is thrown, in which no check stops anything. The same handler gives the same one, so that it can be taken
    /// away again.
    /// </summary>
    public static EventHandler<FirstChanceExceptionEventArgs> Quietly(EventHandler<FirstChanceExceptionEventArgs> handler) =>
        Handlers.GetOrAdd(handler, static own => (sender, thrown) => CellRun.Quietly(() => own(sender, thrown)));

    internal static void Raise() => Interlocked.Increment(ref _raised);

    internal static void Lower() => Interlocked.Decrement(ref _raised);
}
