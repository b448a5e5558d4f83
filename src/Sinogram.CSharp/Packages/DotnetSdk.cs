using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Packages;

/// <summary>The .NET SDK of this machine, as far as packages need it: its <c>dotnet restore</c>.</summary>
internal static class DotnetSdk
{
    private const string LifeLine = "/usr/bin/setpriv";

    /// <summary>Variables by which a build that started this process would change how another one works.</summary>
    private static readonly string[] Hidden =
        ["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_CLI_TELEMETRY_SESSIONID", "DOTNET_STARTUP_HOOKS"];

    /// <summary>The framework that cells run on.</summary>
    public static string Framework => $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>The platform whose native libraries are taken.</summary>
    public static string Platform { get; } =
        (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The SDK's program.</summary>
    /// <exception cref="MagicException">No SDK is installed.</exception>
    public static string Find(string? named)
    {
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        ];
        var programs = named is not null ? [named] : roots.Where(r => !string.IsNullOrEmpty(r)).Select(r => Path.Combine(r!, "dotnet"));
        return programs.FirstOrDefault(HasSdk) ?? throw new MagicException(
            "Packages cannot be restored: no .NET SDK was found on this machine.",
            "Install it (Debian: dotnet-sdk-10.0), or reference the package's library by its path: #r \"/path/to/file.dll\".");
    }

    /// <summary>Restores a project; what it prints is handed on line by line.</summary>
    /// <returns>Its exit code and all that it printed.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted; no process is left.</exception>
    public static (int ExitCode, string Output) Restore(string program, string project, Action<string> line, CancellationToken token) =>
        Run([program, "restore", project, "-nologo", "-verbosity:minimal", "-maxCpuCount:1", "-nodeReuse:false"], project, line, token);

    /// <summary>The items of a restored project by their kinds, as its build files and those of its packages have them; nothing is built.</summary>
    /// <returns>The exit code, and the items as JSON.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted; no process is left.</exception>
    public static (int ExitCode, string Output) Items(string program, string project, IEnumerable<string> kinds, CancellationToken token) =>
        Run([program, "msbuild", project, "-nologo", "-nodeReuse:false", .. kinds.Select(k => "-getItem:" + k)], project, _ => { }, token);

    private static (int ExitCode, string Output) Run(string[] words, string project, Action<string> line, CancellationToken token)
    {
        // It ends with the kernel, also where that is killed.
        words = File.Exists(LifeLine) ? [LifeLine, "--pdeathsig", "KILL", .. words] : words;
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        foreach (var name in Hidden)
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        token.ThrowIfCancellationRequested();
        var output = new StringBuilder();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        using var stop = token.Register(() => Kill(process));
        process.StandardInput.Close();
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        token.ThrowIfCancellationRequested();
        return (process.ExitCode, output.ToString());

        void Take(string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                lock (output)
                {
                    output.AppendLine(text.Trim());
                }

                line(text.Trim());
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private static bool HasSdk(string program)
    {
        if (!File.Exists(program))
        {
            return false;
        }

        var real = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        var sdks = Path.Combine(Path.GetDirectoryName(real)!, "sdk");
        return Directory.Exists(sdks) && Directory.EnumerateDirectories(sdks).Any();
    }
}
