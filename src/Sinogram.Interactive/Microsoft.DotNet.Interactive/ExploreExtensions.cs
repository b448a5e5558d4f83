using Sinogram.Core.Magics;
using Sinogram.Interactive.Tables;

namespace Microsoft.DotNet.Interactive;

/// <summary>Looking around in data.</summary>
public static class ExploreExtensions
{
    /// <summary>A table of the rows to sort, filter and page through.</summary>
    /// <param name="data">A sequence, a table, a data frame or tabular data.</param>
    /// <exception cref="MagicException">It has no rows and columns.</exception>
    public static InteractiveTable Explore(this object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Kernel.SessionOf().Formatters.View(data) is { } view
            ? new InteractiveTable(view)
            : throw new MagicException($"A {Sinogram.Interactive.Formatting.TypeText.Of(data.GetType())} has no rows and columns.", "Explore a sequence, a table or a data frame.");
    }
}
