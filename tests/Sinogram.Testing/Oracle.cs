using System.Diagnostics;

namespace Sinogram.Testing;

/// <summary>Programs of other makers that tests compare with; a test is skipped where one is not installed.</summary>
public static class Oracle
{
    /// <summary>Runs a script of Debian's Python (numpy, pydicom) and returns what it prints.</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="arguments">Its arguments (<c>sys.argv[1:]</c>).</param>
    public static string Python(string script, params string[] arguments) =>
        Run("/usr/bin/python3", "apt-get install python3-numpy python3-pydicom", ["-c", script, .. arguments]);

    /// <summary>Runs R code and returns what it prints.</summary>
    /// <param name="code">The code.</param>
    /// <param name="arguments">Its arguments (<c>commandArgs(TRUE)</c>).</param>
    public static string R(string code, params string[] arguments) =>
        Run("/usr/bin/Rscript", "apt-get install r-base-core", ["--vanilla", "-e", code, .. arguments]);

    private static string Run(string program, string install, string[] arguments)
    {
        if (!File.Exists(program))
        {
            Assert.Skip($"{program} is not installed: {install}");
        }
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
