using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Tool.Jupyter;

/// <summary><c>sinogram jupyter CONNECTION_FILE</c>: the kernel, as Jupyter starts it.</summary>
internal static class JupyterVerb
{
    /// <summary>Tokens of the hub and the server that started the kernel: cells and their child processes have no use for them.</summary>
    private static readonly string[] NotForCells = ["JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "JUPYTERHUB_CLIENT_ID", "JUPYTER_TOKEN", "CONFIGPROXY_AUTH_TOKEN"];

    /// <summary>Runs until the kernel ends.</summary>
    /// <param name="connectionFile">The file that Jupyter wrote.</param>
    /// <param name="create">Makes the session.</param>
    /// <param name="drainOutput">Brings what native code wrote into the running cell; called before each idle.</param>
    /// <exception cref="UserErrorException">The file cannot be used, or ZeroMQ is missing.</exception>
    public static int Run(string connectionFile, Func<Session> create, Action? drainOutput = null)
    {
        var log = Console.Error;
        var options = new KernelOptions
        {
            Log = line => log.WriteLine("sinogram: " + line),
            HistoryFile = HistoryFile(),
            ParentProcess = int.TryParse(
                Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null,
            DrainOutput = drainOutput ?? (() => { }),
        };
        foreach (var name in NotForCells)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        try
        {
            KernelHost.Run(ConnectionFile.Read(connectionFile), create(), options);
            return ExitCode.Success;
        }
        catch (ConnectionFileException e)
        {
            throw new UserErrorException(e.Message);
        }
        catch (ZeroMqException e)
        {
            throw new UserErrorException(e.Message, ExitCode.Missing);
        }
    }

    private static string? HistoryFile()
    {
        if (Environment.GetEnvironmentVariable("SINOGRAM_HISTORY") is { } named)
        {
            return named.Length == 0 ? null : named;
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var root = string.IsNullOrEmpty(state)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state")
            : state;
        return Path.Combine(root, "sinogram", "history.jsonl");
    }
}
