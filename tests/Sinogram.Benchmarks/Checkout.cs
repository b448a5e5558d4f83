namespace Sinogram.Benchmarks;

/// <summary>The checkout that the benchmarks run in.</summary>
internal static class Checkout
{
    /// <summary>The tool that is measured: SINOGRAM_TOOL, or what "make build" has built.</summary>
    public static string Tool
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("SINOGRAM_TOOL");
            var tool = string.IsNullOrEmpty(named) ? Path.Combine(Root(), "artifacts", "tool", "sinogram") : named;
            return File.Exists(tool) ? tool : throw new BenchmarkException($"{tool} is missing: make build");
        }
    }

    /// <summary>Its root folder.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Kernel.sln"))) { return folder.FullName; }
        }

        throw new BenchmarkException("the benchmarks do not run inside a checkout");
    }
}
