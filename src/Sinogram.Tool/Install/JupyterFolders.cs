namespace Sinogram.Tool.Install;

/// <summary>Where Jupyter looks for kernels.</summary>
internal static class JupyterFolders
{
    /// <summary>The folder of kernels that an installation writes to.</summary>
    /// <param name="user">Only for this user.</param>
    /// <param name="prefix">Under a prefix, or null.</param>
    /// <param name="sysPrefix">Under the prefix of the Jupyter or environment in use.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <remarks>With none of them: for everybody under /usr/local where that can be written, else for this user.</remarks>
    public static string Kernels(bool user, string? prefix, bool sysPrefix, Func<string, string?> environment)
    {
        if (prefix is not null)
        {
            return UnderPrefix(Path.GetFullPath(prefix));
        }

        if (sysPrefix)
        {
            return UnderPrefix(SysPrefix(environment));
        }

        return user || !Environment.IsPrivilegedProcess
            ? Path.Combine(UserData(environment), "kernels")
            : UnderPrefix("/usr/local");
    }

    /// <summary>The user's data folder, as jupyter_core finds it.</summary>
    public static string UserData(Func<string, string?> environment)
    {
        if (environment("JUPYTER_DATA_DIR") is { Length: > 0 } data)
        {
            return data;
        }

        var share = environment("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(environment("HOME") ?? "/", ".local", "share");
        return Path.Combine(share, "jupyter");
    }

    private static string UnderPrefix(string prefix) => Path.Combine(prefix, "share", "jupyter", "kernels");

    /// <summary>The active environment's prefix, else that of the first <c>jupyter</c> on the PATH.</summary>
    private static string SysPrefix(Func<string, string?> environment)
    {
        foreach (var variable in new[] { "VIRTUAL_ENV", "CONDA_PREFIX" })
        {
            if (environment(variable) is { Length: > 0 } active)
            {
                return active;
            }
        }

        var bin = (environment("PATH") ?? "").Split(':').FirstOrDefault(folder => File.Exists(Path.Combine(folder, "jupyter")));
        return bin is not null && Path.GetDirectoryName(bin.TrimEnd('/')) is { } found
            ? found
            : throw new UserErrorException("--sys-prefix: no environment is active and no jupyter is on the PATH; name the place with --prefix.");
    }
}
