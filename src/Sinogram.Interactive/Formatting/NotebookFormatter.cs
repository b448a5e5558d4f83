using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>
/// What a notebook registered with the original library's <c>Formatter</c>, and that library's markup; stands before all other formatters. Costs nothing until a
/// cell has used that library.
/// </summary>
public sealed class NotebookFormatter : IFormatter
{
    private const string Library = "Microsoft.DotNet.Interactive.Formatting";

    private static volatile bool _isLoaded;

    static NotebookFormatter()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _isLoaded |= IsOne(loaded.LoadedAssembly);
        _isLoaded |= AppDomain.CurrentDomain.GetAssemblies().Any(IsOne);
    }

    /// <summary>A cell has used the library.</summary>
    internal static bool IsLoaded => _isLoaded;

    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => _isLoaded ? OriginalFormatters.Format(value, context) : null;

    private static bool IsOne(System.Reflection.Assembly assembly) =>
        assembly.GetName().Name is Library or "Microsoft.AspNetCore.Html.Abstractions";
}
