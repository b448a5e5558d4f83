using System.Reflection;
using Sinogram.Core.Execution;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive;

/// <summary>What the composition root needs to offer these names to cells.</summary>
public static class InteractiveNames
{
    /// <summary>Assemblies that cells may name.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } = [typeof(InteractiveNames).Assembly, typeof(CellContext).Assembly];

    /// <summary>Files of assemblies that cells may name and that are loaded when one does.</summary>
    public static IReadOnlyList<string> AssemblyFiles { get; } = [.. Trusted("Microsoft.DotNet.Interactive.Formatting.dll", "Microsoft.AspNetCore.Html.Abstractions.dll")];

    /// <summary>Usings in force from the first cell.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System.Collections",
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
        "static Microsoft.DotNet.Interactive.Kernel",
        "static Microsoft.DotNet.Interactive.TopLevelMethods",
    ];

    /// <summary>All formatters of a session: the notebook's, those given, and ours for any object.</summary>
    public static Formatters Formatters(params IReadOnlyList<IFormatter> byType) =>
        new([new NotebookFormatter(), new WidgetFormatter(), new MathFormatter(), .. byType, .. GeneralFormatters.All]) { NullText = () => DisplayLimits.NullText };

    private static IEnumerable<string> Trusted(params string[] names)
    {
        var trusted = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator);
        return names.Select(n => trusted.FirstOrDefault(t => Path.GetFileName(t) == n)).OfType<string>();
    }
}
