namespace Sinogram.EndToEnd.Tests.Processes;

/// <summary>Where the checkout and the tool built from it are.</summary>
internal static class Repository
{
    /// <summary>The folder of Kernel.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The tool: SINOGRAM_TOOL, or the one of this build.</summary>
    public static string Tool
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("SINOGRAM_TOOL");
            var tool = string.IsNullOrEmpty(named) ? Path.Combine(Root, "artifacts", "bin", "Sinogram.Tool", "debug", "sinogram") : named;
            return File.Exists(tool) ? tool : throw new FileNotFoundException("the tool is not built", tool);
        }
    }

    /// <summary>A program of Debian, or a skipped test that names its package.</summary>
    public static string Program(string path, string package)
    {
        if (!File.Exists(path))
        {
            Assert.Skip($"{path} is not installed: apt-get install {package}");
        }

        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not run inside a checkout");
    }
}
