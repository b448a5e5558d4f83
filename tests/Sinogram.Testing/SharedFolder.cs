namespace Sinogram.Testing;

/// <summary>
/// The folder of recordings, real images and oracle values that stands beside a checkout; it is not part of the project.
/// </summary>
public static class SharedFolder
{
    /// <summary>The path of a file or folder in it; skips the test where it is missing.</summary>
    /// <param name="relative">Path under the shared folder, with forward slashes.</param>
    public static string Path(string relative)
    {
        var root = Root();
        if (root is null)
        {
            Assert.Skip("the folder ../shared with real data is not here (SINOGRAM_SHARED names another place)");
        }
        var path = System.IO.Path.Combine(root, relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"shared/{relative} is not here");
        }
        return path;
    }

    /// <summary>The folder; null where it is missing.</summary>
    public static string? Root()
    {
        if (Environment.GetEnvironmentVariable("SINOGRAM_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }
        return null;
    }
}
