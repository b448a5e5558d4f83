using Sinogram.Data;

namespace Sinogram.Remote.Drill;

/// <summary>What a statement gave.</summary>
/// <param name="Table">The rows; a table without columns where there are none.</param>
/// <param name="More">The row limit was reached, and there were more rows.</param>
public sealed record DrillResult(Table Table, bool More)
{
    /// <summary>What the user should know besides the rows.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The query's id on a cluster, or null.</summary>
    public string? QueryId { get; init; }
}
