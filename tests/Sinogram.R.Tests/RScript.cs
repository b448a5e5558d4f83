using System.Diagnostics;

namespace Sinogram.R.Tests;

/// <summary>R in a process of its own, as Debian installs it: the independent judge of what our R holds.</summary>
internal static class RScript
{
    /// <summary>Evaluates code and gives what it prints.</summary>
    public static async Task<string> RunAsync(string code, CancellationToken token)
    {
        using var process = Process.Start(new ProcessStartInfo("Rscript", ["--vanilla", "-e", code])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        var errors = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
