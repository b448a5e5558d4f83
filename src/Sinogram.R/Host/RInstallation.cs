using System.Diagnostics;
using Sinogram.Data.Workers;

namespace Sinogram.R.Host;

/// <summary>Where R is installed.</summary>
/// <param name="Home">R's home folder, as <c>R RHOME</c> prints it.</param>
/// <param name="Library">The shared library <c>libR.so</c>.</param>
public sealed record RInstallation(string Home, string Library)
{
    private static readonly string[] UsualHomes = ["/usr/lib/R", "/usr/local/lib/R", "/usr/lib64/R", "/opt/R/current/lib/R"];

    /// <summary>Finds R: <c>R_HOME</c>, the usual places, then what <c>R RHOME</c> says.</summary>
    /// <exception cref="RMissingException">There is no R that can be embedded.</exception>
    public static RInstallation Find()
    {
        var homes = new[] { Environment.GetEnvironmentVariable("R_HOME") }.Concat(UsualHomes);
        var found = homes.Select(FromHome).FirstOrDefault(installation => installation is not null);
        return found ?? FromHome(AskR()) ?? throw new RMissingException();
    }

    /// <summary>The variables that R's own start script sets.</summary>
    internal IEnumerable<(string Name, string Value)> Variables()
    {
        yield return ("R_HOME", Home);
        foreach (var part in new[] { "share", "include", "doc" })
        {
            // Debian keeps these apart from the home folder.
            var shared = Path.Combine("/usr/share/R", part);
            yield return ($"R_{part.ToUpperInvariant()}_DIR", Home == UsualHomes[0] && Directory.Exists(shared) ? shared : Path.Combine(Home, part));
        }
    }

    private static RInstallation? FromHome(string? home)
    {
        if (string.IsNullOrEmpty(home))
        {
            return null;
        }

        var library = Path.Combine(home, "lib", "libR.so");
        return File.Exists(library) ? new RInstallation(home, library) : null;
    }

    private static string? AskR()
    {
        try
        {
            var start = new ProcessStartInfo("R", ["RHOME"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment.Clear();
            foreach (var (name, value) in WorkerEnvironment.Clean())
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start);
            var line = process?.StandardOutput.ReadLine();
            process?.WaitForExit();
            return line?.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
