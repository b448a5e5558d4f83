namespace Sinogram.Tool.Install;

/// <summary>A script of npm that pages get from us: beside the tool, or among the npm parts of a checkout.</summary>
/// <param name="Name">Its name in the tool's and the kernelspec's folder.</param>
/// <param name="Part">Where it is among the npm parts.</param>
internal sealed record WebScript(string Name, string Part)
{
    /// <summary>Draws figures.</summary>
    public static WebScript Plotly { get; } = new("plotly.min.js", "plotly.js-dist-min/plotly.min.js");

    /// <summary>Typesets formulas, as MathML.</summary>
    public static WebScript Temml { get; } = new("temml.min.js", "temml/dist/temml.min.js");

    /// <summary>The file, or null where it is not installed.</summary>
    public string? Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "web", Name);
        if (File.Exists(beside))
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "artifacts/npm/node_modules", Part);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Its text, or null where it is not installed.</summary>
    public string? Read() => Find() is { } file ? File.ReadAllText(file) : null;
}
