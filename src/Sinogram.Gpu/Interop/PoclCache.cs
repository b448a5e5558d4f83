namespace Sinogram.Gpu.Interop;

/// <summary>The folder where PoCL keeps compiled kernels; without a writable one it compiles nothing.</summary>
internal static class PoclCache
{
    internal const string Variable = "POCL_CACHE_DIR";

    /// <summary>
    /// The folder to use instead of the one that PoCL would choose, or null where that one is good: a new private folder, deleted at the end of
    /// the process. A folder that others can write to is never used, because PoCL loads code from it.
    /// </summary>
    internal static string? Replacement()
    {
        var chosen = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Usual();
        if (chosen is not null && IsWritable(chosen))
        {
            return null;
        }
        try
        {
            var folder = Directory.CreateTempSubdirectory("sinogram-opencl-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The driver then fails with its own status, which says what it needs.
            return null;
        }
    }

    private static string? Usual()
    {
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetEnvironmentVariable("HOME");
        return caches is { Length: > 0 } ? Path.Combine(caches, "pocl", "kcache")
            : home is { Length: > 0 } ? Path.Combine(home, ".cache", "pocl", "kcache") : null;
    }

    private static bool IsWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary folder.
        }
    }
}
