using System.Diagnostics;

namespace Sinogram.Imaging.Tests.Codecs;

/// <summary>The converters of dcmtk.</summary>
internal static class Dcmtk
{
    /// <summary>Runs one of its programs from a file to a new temporary file, which the caller deletes; skips the test where it is not installed.</summary>
    public static string Convert(string program, string source, params string[] options)
    {
        var path = "/usr/bin/" + program;
        if (!File.Exists(path))
        {
            Assert.Skip($"{program} is not installed: apt-get install dcmtk");
        }

        var target = Path.GetTempFileName();
        using var process = Process.Start(new ProcessStartInfo(path, [.. options, source, target]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return target;
    }
}
