using System.Diagnostics;

namespace Sinogram.Gpu.Tests.Devices;

public sealed class DriverEnvironmentTests
{
    [Fact]
    public void Without_a_driver_the_error_names_the_package()
    {
        _ = OpenClDevice.Context;
        var empty = Directory.CreateTempSubdirectory();
        var (code, output) = RunProbe("devices", ("OCL_ICD_VENDORS", empty.FullName));
        empty.Delete();
        Assert.Equal(3, code);
        Assert.Contains("no driver offers a device", output, StringComparison.Ordinal);
        Assert.Contains("apt-get install ocl-icd-libopencl1 pocl-opencl-icd", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/none", "")]
    [InlineData("/proc/none", "/proc/none")]
    public void A_home_or_cache_that_cannot_be_written_to_does_not_stop_the_compiler(string home, string cache)
    {
        _ = OpenClDevice.Context;
        var (code, output) = RunProbe("compile", ("HOME", home), ("XDG_CACHE_HOME", home), ("POCL_CACHE_DIR", cache));
        Assert.Equal(0, code);
        Assert.Contains("works: 42", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_compiler_s_own_lines_are_kept_away_from_standard_error_and_others_are_not()
    {
        _ = OpenClDevice.Context;
        var (code, output) = RunProbe("compile");
        Assert.Equal(0, code);
        Assert.Contains("refused: line 1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("generated.", output, StringComparison.Ordinal);
        Assert.Contains("a line of somebody else", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_that_other_threads_catch_do_not_disturb_a_build()
    {
        _ = OpenClDevice.Context;
        var (code, output) = RunProbe("faults");
        Assert.True(code == 0, output);
        Assert.Matches("caught: [1-9]", output);
    }

    private static (int Code, string Output) RunProbe(string name, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("probe");
        start.ArgumentList.Add(name);
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
