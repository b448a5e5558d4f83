using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

/// <summary>The set-up script where nothing may be installed.</summary>
public sealed class SetupTests
{
    [Fact]
    public async Task Without_leave_to_install_it_names_the_packages_in_one_line_and_exits_3()
    {
        using var folder = new TestFolder();
        var bin = Directory.CreateDirectory(Path.Combine(folder.Root, "bin")).FullName;
        foreach (var tool in (ReadOnlySpan<string>)["bash", "cut", "cat", "dirname", "id", "mkdir", "grep", "env"])
        {
            File.CreateSymbolicLink(Path.Combine(bin, tool), "/usr/bin/" + tool);
        }

        // A dpkg that knows no package stands for a fresh machine.
        var dpkg = Path.Combine(bin, "dpkg-query");
        await File.WriteAllTextAsync(dpkg, "#!/bin/sh\nexit 1\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(dpkg, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string>(folder.Environment) { ["PATH"] = bin, ["SINOGRAM_NO_INSTALL"] = "1" };
        using var setup = new ServerProcess(
            "/usr/bin/bash", [Path.Combine(Repository.Root, "kernel-spec", "setup"), "demo"], environment, folder.Root);
        Assert.True(await setup.WaitForExitAsync(ServerProcess.Patience), setup.Output);
        Assert.Equal(3, setup.ExitCode);
        var line = Assert.Single(setup.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("apt-get install", line, StringComparison.Ordinal);
        Assert.All(["r-base-core", "pocl-opencl-icd", "libzmq5", "npm"], package => Assert.Contains(package, line, StringComparison.Ordinal));
    }
}
