using System.Text.Json.Nodes;
using Sinogram.Tool.Install;

namespace Sinogram.Tool.Tests.Install;

public sealed class KernelSpecInstallerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sinogram-install-").FullName;

    private string Kernels => Path.Combine(_root, "share", "jupyter", "kernels");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_spec_starts_the_tool_by_its_absolute_path_and_has_logos()
    {
        var folder = Assert.Single(KernelSpecInstaller.Install(Kernels, ["/opt/sinogram/sinogram"], asNetCSharp: false));
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Equal("""["/opt/sinogram/sinogram","jupyter","{connection_file}"]""", spec["argv"]!.ToJsonString());
        Assert.Equal(("C#", "message"), ((string?)spec["language"], (string?)spec["interrupt_mode"]));
        Assert.All(new[] { "logo-32x32.png", "logo-64x64.png", "logo-svg.svg" }, logo => Assert.True(new FileInfo(Path.Combine(folder, logo)).Length > 100));
    }

    [Fact]
    public void Installing_twice_changes_nothing_and_leaves_no_other_files()
    {
        KernelSpecInstaller.Install(Kernels, ["/t"], asNetCSharp: true);
        var before = Directory.GetFiles(_root, "*", SearchOption.AllDirectories).Order().Select(f => (f, File.ReadAllText(f))).ToList();
        KernelSpecInstaller.Install(Kernels, ["/t"], asNetCSharp: true);
        Assert.Equal(before, Directory.GetFiles(_root, "*", SearchOption.AllDirectories).Order().Select(f => (f, File.ReadAllText(f))));
        Assert.Equal(WebScript.Plotly.Find() is null ? 8 : 9, before.Count);
    }

    [Fact]
    public void Uninstalling_takes_back_what_was_installed_and_nothing_else()
    {
        KernelSpecInstaller.Install(Kernels, ["/t"], asNetCSharp: true);
        Directory.CreateDirectory(Path.Combine(Kernels, "other"));
        Assert.Equal(2, KernelSpecInstaller.Uninstall(Kernels).Count);
        Assert.Empty(KernelSpecInstaller.Uninstall(Kernels));
        Assert.Equal(["other"], Directory.GetDirectories(Kernels).Select(Path.GetFileName));
    }

    [Fact]
    public void Another_kernel_s_net_csharp_is_neither_replaced_nor_removed()
    {
        var other = Directory.CreateDirectory(Path.Combine(Kernels, ".net-csharp")).FullName;
        File.WriteAllText(Path.Combine(other, "kernel.json"), """{"argv":["dotnet","interactive"]}""");
        var error = Assert.Throws<UserErrorException>(() => KernelSpecInstaller.Install(Kernels, ["/t"], asNetCSharp: true));
        Assert.Contains("kernelspec remove", error.Message, StringComparison.Ordinal);
        Assert.Empty(KernelSpecInstaller.Uninstall(Kernels));
        Assert.True(File.Exists(Path.Combine(other, "kernel.json")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_gives_one_message_that_says_what_to_do()
    {
        var file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        foreach (var kernels in new[] { Path.Combine(file, "kernels"), "/proc/sinogram/kernels" })
        {
            var error = Assert.Throws<UserErrorException>(() => KernelSpecInstaller.Install(kernels, ["/t"], asNetCSharp: false));
            Assert.Contains("--user", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }
}
