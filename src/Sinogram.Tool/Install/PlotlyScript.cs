namespace Sinogram.Tool.Install;

/// <summary>Finds plotly.js, which draws figures: beside the tool, or among the npm parts of a checkout.</summary>
internal static class PlotlyScript
{
    /// <summary>Its name in the tool's and the kernelspec's folder.</summary>
    public const string Name = "plotly.min.js";

    private const string Part = "artifacts/npm/node_modules/plotly.js-dist-min/" + Name;

    /// <summary>The file, or null where it is not installed.</summary>
    public static string? Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "web", Name);
        if (File.Exists(beside))
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Part);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
