using System.Text.Json.Nodes;
using Sinogram.Testing.Waiting;

namespace Sinogram.EndToEnd.Tests.Processes;

/// <summary>A folder of a test's own, with a home and a JUPYTER_PATH in which the kernel of this build is installed.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Root = Directory.CreateTempSubdirectory("sinogram-e2e-").FullName;
        Home = Directory.CreateDirectory(Path.Combine(Root, "home")).FullName;
        JupyterPath = Path.Combine(Root, "jupyter");
        var kernel = Directory.CreateDirectory(Path.Combine(JupyterPath, "kernels", "sinogram")).FullName;
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "kernel-spec", "kernel.json")))!;
        spec["argv"]![0] = Repository.Tool;
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), spec.ToJsonString());
        var plotly = Path.Combine(Repository.Root, "artifacts", "npm", "node_modules", "plotly.js-dist-min", "plotly.min.js");
        if (File.Exists(plotly))
        {
            File.Copy(plotly, Path.Combine(kernel, "plotly.min.js"));
        }
    }

    public string Root { get; }

    public string Home { get; }

    /// <summary>Where Jupyter finds the kernel.</summary>
    public string JupyterPath { get; }

    /// <summary>The environment of programs that run in this folder.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["HOME"] = Home,
        ["JUPYTER_PATH"] = JupyterPath,
        ["JUPYTER_CONFIG_DIR"] = Path.Combine(Root, "config"),
        ["JUPYTER_DATA_DIR"] = Path.Combine(Root, "data"),
        ["JUPYTER_RUNTIME_DIR"] = Path.Combine(Root, "runtime"),
        ["XDG_CONFIG_HOME"] = Path.Combine(Root, "xdg-config"),
        ["XDG_CACHE_HOME"] = Path.Combine(Root, "xdg-cache"),
        ["XDG_STATE_HOME"] = Path.Combine(Root, "xdg-state"),
        ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Root, "tmp")).FullName,
        ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1",
    };

    public void Dispose()
    {
        // A browser that is just ending may still write its profile.
        DyingProcesses.DeleteFolder(Root);
    }
}
