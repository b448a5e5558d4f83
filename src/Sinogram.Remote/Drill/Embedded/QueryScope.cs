namespace Sinogram.Remote.Drill.Embedded;

/// <summary>What one SELECT reads, and which column names it uses: so a file source brings along only the implicit columns that are asked for.</summary>
internal sealed class QueryScope(QueryScope? outer)
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>File sources directly in this SELECT.</summary>
    public int FileSources { get; set; }

    /// <summary>All sources directly in this SELECT.</summary>
    public int Sources { get; set; }

    /// <summary>A column name was used here; an inner query may mean a column of an outer one.</summary>
    public void Use(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer) { scope._names.Add(name); }
    }

    public bool Uses(string name) => _names.Contains(name);

    private QueryScope? Outer { get; } = outer;
}
