namespace Sinogram.Benchmarks;

/// <summary>The checkout that the benchmarks run in.</summary>
internal static class Checkout
{
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
