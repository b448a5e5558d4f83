using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Headless;

/// <summary>The set-up script, with programs in the place of Debian's that install and remove nothing.</summary>
public sealed class SetupTests
{
    [Theory]
    [InlineData(false, "Removed 2 packages", "Kept, because other packages need them: shared")]
    [InlineData(true, "Installed by it and left: brought needed shared", "")]
    public async Task What_was_installed_is_removed_where_nothing_else_needs_it_by_now(bool isForbidden, string says, string keeps)
    {
        using var folder = new TestFolder();
        var bin = Path.Combine(folder.Root, "bin");
        var calls = Path.Combine(folder.Root, "calls");
        await WriteProgramAsync(bin, "dpkg-query", "printf '%s installed\\n' bash brought needed shared");
        await WriteProgramAsync(bin, "apt-mark", $"echo apt-mark \"$@\" >> {calls}");
        // Another program of the machine has come to need "shared", and nothing needs "older", which was there before.
        await WriteProgramAsync(bin, "apt-get", $"case \"$*\" in *autoremove) printf 'Remv %s [1.0]\\n' brought needed older;; *) echo apt-get \"$@\" >> {calls};; esac");
        var setup = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Root, "checkout", "kernel-spec")).FullName, "setup");
        File.Copy(Path.Combine(Repository.Root, "kernel-spec", "setup"), setup);
        var record = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Root, "checkout", "artifacts", "setup")).FullName, "installed-packages");
        await File.WriteAllTextAsync(record, "brought\ngone\nneeded\nshared\n", TestContext.Current.CancellationToken);
        // What calls sudo where the tests run as another user finds this one.
        await WriteProgramAsync(bin, "sudo", "exec \"$@\"");
        var environment = new Dictionary<string, string>(folder.Environment) { ["PATH"] = bin + ":/usr/bin:/bin", ["SINOGRAM_NO_INSTALL"] = isForbidden ? "1" : "" };
        using var run = new ServerProcess("/usr/bin/bash", [setup, "--remove"], environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.Contains(keeps, run.Output, StringComparison.Ordinal);
        Assert.Equal(isForbidden, File.Exists(record));
        string[] expected = isForbidden ? [] : ["apt-mark auto brought needed shared", "apt-get remove -y -qq brought needed"];
        Assert.Equal(expected, File.Exists(calls) ? await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken) : []);
    }

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
        await WriteProgramAsync(bin, "dpkg-query", "exit 1");
        var environment = new Dictionary<string, string>(folder.Environment) { ["PATH"] = bin, ["SINOGRAM_NO_INSTALL"] = "1" };
        using var setup = new ServerProcess(
            "/usr/bin/bash", [Path.Combine(Repository.Root, "kernel-spec", "setup"), "demo"], environment, folder.Root);
        Assert.True(await setup.WaitForExitAsync(ServerProcess.Patience), setup.Output);
        Assert.Equal(3, setup.ExitCode);
        var line = Assert.Single(setup.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("apt-get install", line, StringComparison.Ordinal);
        Assert.All(["r-base-core", "pocl-opencl-icd", "libzmq5", "npm"], package => Assert.Contains(package, line, StringComparison.Ordinal));
    }

    private static async Task WriteProgramAsync(string folder, string name, string script)
    {
        var program = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
