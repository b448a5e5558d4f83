using System.Diagnostics;
using Sinogram.Tool.Install;

namespace Sinogram.Tool.Tests.Install;

public sealed class JupyterFoldersTests
{
    [Fact]
    public void A_prefix_gives_its_share_folder() =>
        Assert.Equal("/opt/x/share/jupyter/kernels", JupyterFolders.Kernels(false, "/opt/x", false, _ => null));

    [Theory]
    [InlineData("VIRTUAL_ENV")]
    [InlineData("CONDA_PREFIX")]
    public void Sys_prefix_is_the_active_environment(string variable) =>
        Assert.Equal("/env/share/jupyter/kernels", JupyterFolders.Kernels(false, null, true, name => name == variable ? "/env" : null));

    [Fact]
    public void Sys_prefix_without_an_environment_or_jupyter_says_what_to_name() =>
        Assert.Contains("--prefix", Assert.Throws<UserErrorException>(() => JupyterFolders.Kernels(false, null, true, _ => null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null)]
    [InlineData("/data/jupyter", null)]
    [InlineData(null, "/xdg")]
    public void The_user_s_folder_is_the_one_that_jupyter_names(string? dataFolder, string? xdg)
    {
        const string Jupyter = "/usr/bin/jupyter";
        if (!File.Exists(Jupyter))
        {
            Assert.Skip($"{Jupyter} is not installed: apt-get install jupyter-client");
        }

        var start = new ProcessStartInfo(Jupyter, ["--data-dir"]) { RedirectStandardOutput = true };
        start.Environment["HOME"] = "/home/somebody";
        foreach (var (name, value) in new[] { ("JUPYTER_DATA_DIR", dataFolder), ("XDG_DATA_HOME", xdg) })
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start)!;
        var expected = process.StandardOutput.ReadToEnd().Trim();
        Assert.Equal(expected, JupyterFolders.UserData(name => start.Environment.TryGetValue(name, out var value) ? value : null));
    }
}
