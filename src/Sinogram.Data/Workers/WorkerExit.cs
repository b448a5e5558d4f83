using System.Globalization;

namespace Sinogram.Data.Workers;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
public readonly record struct WorkerExit(int? Code, int? Signal)
{
    /// <summary>Reads the status word of <c>waitpid</c>.</summary>
    internal static WorkerExit FromStatus(int status) =>
        (status & 0x7f) == 0 ? new WorkerExit((status >> 8) & 0xff, null) : new WorkerExit(null, status & 0x7f);

    /// <summary>Reads as the end of "The worker …".</summary>
    public override string ToString() => Signal is { } signal
        ? "was ended by " + SignalName(signal)
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {Code}");

    private static string SignalName(int signal) => signal switch
    {
        4 => "SIGILL (illegal instruction)",
        6 => "SIGABRT (abort)",
        7 => "SIGBUS (bus error)",
        8 => "SIGFPE (arithmetic error)",
        9 => "SIGKILL (killed from outside, or out of memory)",
        11 => "SIGSEGV (segmentation fault)",
        15 => "SIGTERM (terminated from outside)",
        _ => "signal " + signal.ToString(CultureInfo.InvariantCulture),
    };
}
