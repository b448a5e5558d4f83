using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Sinogram.Core.Execution;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// Exceptions that nobody catches on a thread which a cell started, or in its <c>async void</c>: shown in that cell instead of ending the process.
/// </summary>
internal static class UnhandledExceptions
{
    private static readonly Lock Gate = new();
    private static bool _installed;

    /// <summary>Installs the handler once in the process; leaves another's handler alone.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (_installed)
            {
                return;
            }

            _installed = true;
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(Handle);
            }
            catch (InvalidOperationException)
            {
                // The program has its own.
            }
        }
    }

    private static bool Handle(Exception exception)
    {
        if (exception is CellInterruptedException || CellRun.Current is { IsStopping: true })
        {
            return true;
        }

        // Work that was queued without its context does not know its cell; its frames tell that it is a cell's.
        if ((CellContext.Current ?? (IsOfCells(exception) ? ProcessExits.LastCell : null)) is not { } cell)
        {
            return false;
        }

        var lines = CellRun.Current?.Describe?.Invoke(exception) ?? [$"{exception.GetType().Name}: {exception.Message}"];
        cell.Output.Stderr($"Unhandled on a thread of cell {cell.CellNumber}: {string.Join("\n", lines)}\n");
        return true;
    }

    private static bool IsOfCells(Exception exception) =>
        new StackTrace(exception).GetFrames().Any(f => f.GetMethod() is { } method && CellLoadContext.IsOfCells(method.Module.Assembly));
}
