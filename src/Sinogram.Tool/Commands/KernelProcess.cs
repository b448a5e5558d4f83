using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;
using Sinogram.Tool.Composition;
using Sinogram.Tool.Configuration;
using Sinogram.Tool.Interop;
using Sinogram.Tool.Survival;

namespace Sinogram.Tool.Commands;

/// <summary>
/// <c>sinogram jupyter CONNECTION_FILE</c>: the kernel, as Jupyter starts it. The process's console and file descriptors lead into the
/// cells, and its compiler warms up beside them.
/// </summary>
internal static class KernelProcess
{
    /// <summary>Runs the kernel until it is told to end.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var file])
        {
            Console.Error.WriteLine("sinogram jupyter: Jupyter starts this with its connection file. 'sinogram install' tells it how.");
            return ExitCode.Usage;
        }

        // A server that a script started in the background ignores SIGINT, and its kernels inherit that; the runtime would keep it so.
        LibC.signal(LibC.SigInt, LibC.DefaultHandler);
        // A file at the limit of its size is an error of the cell that writes it, and not the end of the process.
        LibC.signal(LibC.SigFileSize, LibC.Ignore);
        var console = ConsoleRedirect.Install();
        List<DescriptorCapture> captures = [];
        try
        {
            var connection = ConnectionFile.Read(file);
            var session = SessionFactory.Create(headless: false, console.Error.WriteLine, Notebook());
            console.Serve(session);
            if (!session.Settings.Policy.AllowListeners && !connection.IsLocal)
            {
                console.Error.WriteLine(
                    "The administrator's policy forbids kernels that listen on an address beyond this machine. The front end asked for one; have it use 127.0.0.1 or ipc. `sinogram doctor --policy` shows the policy.");
                return ExitCode.Failed;
            }

            captures.Add(DescriptorCapture.Start(1, session));
            captures.Add(DescriptorCapture.Start(2, session));
            session.DrainOutput = () => captures.ForEach(c => c.Drain());
            CellEnvironment.HideTokens();
            var mark = RunningMark.Open(Path.Combine(ConfigurationFolders.State, "kernels"), file);
            using var children = ChildProcesses.EndAtLast();
            KernelHost.Run(connection, session, Options(session, captures, mark, children));
            return ExitCode.Success;
        }
        catch (ConnectionFileException e)
        {
            console.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (ZeroMqException e)
        {
            console.Error.WriteLine(e.Message);
            return ExitCode.Missing;
        }
        finally
        {
            captures.ForEach(c => c.Dispose());
        }
    }

    private static KernelOptions Options(Session session, List<DescriptorCapture> captures, RunningMark? mark, ChildProcesses children) => new()
    {
        Log = line => captures[1].WriteOriginal("sinogram: " + session.Filtered(line) + "\n"),
        HistoryFile = HistoryFile(),
        ParentProcess = int.TryParse(
            Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null,
        DrainOutput = () => captures.ForEach(c => c.Drain()),
        Started = _ => SessionFactory.WarmUp(session, isThorough: Environment.GetEnvironmentVariable("SINOGRAM_WARMUP") is not "off"),
        Idle = IdleMemory.Release,
        Notice = mark?.Notice,
        Running = number => mark?.Cell(number),
        Ended = () =>
        {
            children.Dispose();
            mark?.Dispose();
        },
    };

    /// <summary>The notebook's file, where the server tells it.</summary>
    private static string? Notebook() =>
        Environment.GetEnvironmentVariable("JPY_SESSION_NAME") is { Length: > 0 } path && Path.IsPathRooted(path) ? path : null;

    private static string? HistoryFile() => Environment.GetEnvironmentVariable("SINOGRAM_HISTORY") switch
    {
        { Length: 0 } => null,
        { } named => named,
        null => Path.Combine(ConfigurationFolders.State, "history.jsonl"),
    };
}
