using System.Collections.Concurrent;
using System.Globalization;
using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// <c>Environment.Exit</c> in a cell: the cell ends with an error that says so, before the process does. Whoever hosts the session keeps the process
/// until what was asked of it is done.
/// </summary>
internal static class ProcessExits
{
    private static readonly ConcurrentDictionary<CellExecution, bool> Running = new();
    private static readonly Lock Gate = new();
    private static bool _installed;
    private static CellContext? _last;

    /// <summary>The cell that began last, in any session of the process.</summary>
    public static CellContext? LastCell => Volatile.Read(ref _last);

    /// <summary>Installs the handler once in the process.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (!_installed)
            {
                _installed = true;
                AppDomain.CurrentDomain.ProcessExit += static (_, _) => Tell();
            }
        }
    }

    /// <summary>A cell runs.</summary>
    public static void Begin(CellExecution execution, CellContext context)
    {
        Volatile.Write(ref _last, context);
        Running[execution] = true;
    }

    /// <summary>It has ended.</summary>
    public static void End(CellExecution execution) => Running.TryRemove(execution, out _);

    /// <summary>The runtime calls this on a thread of its own: which thread asked for the end is not known, but only code of cells does.</summary>
    private static void Tell()
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"The code called Environment.Exit({Environment.ExitCode}): the session ends here, with all its variables.");
        var ended = new CellResult.Failed(CellError.User("Exit", message, "Use 'return;' to end a cell and keep the session."));
        var told = false;
        foreach (var execution in Running.Keys)
        {
            told |= execution.EndWithoutThread(ended);
        }

        if (!told && Environment.ExitCode != 0)
        {
            LastCell?.Output.Stderr(message + "\n");
        }
    }
}
