namespace Sinogram.Jupyter.Client;

/// <summary>The Jupyter kernels that are installed, where Jupyter itself looks for them; a folder that comes earlier hides the later ones.</summary>
/// <param name="environment">Reads an environment variable.</param>
public sealed class KernelSpecs(Func<string, string?> environment)
{
    /// <summary>All kernels, by name.</summary>
    public IReadOnlyList<KernelSpec> All() =>
    [
        .. Folders().Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Select(KernelSpec.Read).OfType<KernelSpec>()
            .GroupBy(spec => spec.Name, StringComparer.OrdinalIgnoreCase).Select(same => same.First())
            .OrderBy(spec => spec.Name, StringComparer.Ordinal),
    ];

    /// <summary>A kernel by name, in any case; null where none is installed.</summary>
    public KernelSpec? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All().FirstOrDefault(spec => spec.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A kernel of a conda environment, by the environment's name or folder; its programs come first on the PATH.</summary>
    /// <exception cref="Core.Magics.MagicException">There is no such environment, or no such kernel in it.</exception>
    public KernelSpec FindInConda(string condaEnvironment, string name)
    {
        ArgumentNullException.ThrowIfNull(condaEnvironment);
        var home = environment("HOME") ?? "/";
        string[] roots = [environment("CONDA_PREFIX") ?? "", .. new[] { "miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda" }.Select(root => Path.Combine(home, root)), "/opt/conda"];
        var folder = roots.Where(root => root.Length > 0).Select(root => Path.Combine(root, "envs", condaEnvironment)).Append(condaEnvironment).FirstOrDefault(Directory.Exists)
            ?? throw new Core.Magics.MagicException($"There is no conda environment '{condaEnvironment}'.", "conda env list shows them; a folder works too.");
        var kernels = Path.Combine(folder, "share", "jupyter", "kernels");
        var spec = KernelSpec.Read(Path.Combine(kernels, name)) ?? throw new Core.Magics.MagicException(
            $"The conda environment '{condaEnvironment}' has no Jupyter kernel '{name}'.", "conda install -n NAME ipykernel brings python3.");
        return spec with
        {
            Environment = new Dictionary<string, string>(spec.Environment)
            {
                ["PATH"] = Path.Combine(folder, "bin") + ":" + environment("PATH"), ["CONDA_PREFIX"] = folder,
            },
        };
    }

    private IEnumerable<string> Folders()
    {
        foreach (var folder in (environment("JUPYTER_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(folder, "kernels");
        }

        foreach (var prefix in new[] { environment("VIRTUAL_ENV"), environment("CONDA_PREFIX") }.Where(prefix => !string.IsNullOrEmpty(prefix)))
        {
            yield return Path.Combine(prefix!, "share", "jupyter", "kernels");
        }

        var home = environment("HOME") ?? "/";
        var share = environment("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "share");
        yield return Path.Combine(environment("JUPYTER_DATA_DIR") is { Length: > 0 } data ? data : Path.Combine(share, "jupyter"), "kernels");
        yield return "/usr/local/share/jupyter/kernels";
        yield return "/usr/share/jupyter/kernels";
    }
}
