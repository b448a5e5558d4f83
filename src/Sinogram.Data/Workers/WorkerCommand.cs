namespace Sinogram.Data.Workers;

/// <summary>The program that runs a worker: an absolute path and what comes before <c>worker NAME</c>.</summary>
public sealed record WorkerCommand(string Path, params IReadOnlyList<string> Arguments)
{
    /// <summary>The environment variable that names the <c>sinogram</c> tool where it cannot be found by itself.</summary>
    public const string ToolVariable = "SINOGRAM_TOOL";

    private const string Tool = "sinogram";

    /// <summary>
    /// Finds the <c>sinogram</c> tool: the running process itself, else <c>SINOGRAM_TOOL</c>, else beside this library,
    /// else the build output of a source tree around it, else the <c>PATH</c>.
    /// </summary>
    /// <exception cref="WorkerStartException">There is none.</exception>
    public static WorkerCommand Find()
    {
        if (FromRunningProcess() is { } self)
        {
            return self;
        }

        if (Environment.GetEnvironmentVariable(ToolVariable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? new WorkerCommand(System.IO.Path.GetFullPath(named))
                : throw new WorkerStartException($"{ToolVariable} names a file that does not exist.");
        }

        var found = Candidates().FirstOrDefault(IsComplete);
        return found is null
            ? throw new WorkerStartException($"The sinogram tool was not found: put it on the PATH or set {ToolVariable} to it.")
            : new WorkerCommand(System.IO.Path.GetFullPath(found));
    }

    private static WorkerCommand? FromRunningProcess()
    {
        var process = Environment.ProcessPath;
        if (process is null)
        {
            return null;
        }

        var name = System.IO.Path.GetFileNameWithoutExtension(process);
        if (name == Tool)
        {
            return new WorkerCommand(process);
        }

        var assembly = System.IO.Path.Combine(AppContext.BaseDirectory, Tool + ".dll");
        var entry = Environment.GetCommandLineArgs().FirstOrDefault();
        return name == "dotnet" && entry is not null && System.IO.Path.GetFullPath(entry) == assembly ? new WorkerCommand(process, assembly) : null;
    }

    /// <summary>A build copies the starter of a program beside programs that refer to it, where it cannot run.</summary>
    private static bool IsComplete(string starter)
    {
        var file = new FileInfo(starter);
        return file.Exists && File.Exists((file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? starter) + ".dll");
    }

    private static IEnumerable<string> Candidates()
    {
        var home = AppContext.BaseDirectory;
        yield return System.IO.Path.Combine(home, Tool);

        // In a source tree: <root>/artifacts/bin/<project>/<configuration>/, where this very library lies in another project's folder.
        var configuration = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(home));
        for (var folder = new DirectoryInfo(home); folder is not null; folder = folder.Parent)
        {
            var artifacts = System.IO.Path.Combine(folder.FullName, "artifacts");
            if (Directory.Exists(artifacts))
            {
                yield return System.IO.Path.Combine(artifacts, "bin", "Sinogram.Tool", configuration, Tool);
                yield return System.IO.Path.Combine(artifacts, "tool", Tool);
                yield return System.IO.Path.Combine(artifacts, "bin", "Sinogram.Tool", "release", Tool);
                yield return System.IO.Path.Combine(artifacts, "bin", "Sinogram.Tool", "debug", Tool);
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return System.IO.Path.Combine(folder, Tool);
        }
    }
}
