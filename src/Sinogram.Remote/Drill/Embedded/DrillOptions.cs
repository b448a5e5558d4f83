using System.Globalization;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>Options of a session, as <c>SET</c>, <c>ALTER SESSION</c> and <c>RESET</c> change them.</summary>
internal sealed class DrillOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The options that Drill has, with their kinds and defaults; those that change nothing here are kept so that a notebook runs on both engines.</summary>
    public static IReadOnlyDictionary<string, (string Kind, string Default, string Description)> Known { get; } = Load();

    public string? this[string name] => _values.TryGetValue(name, out var value) ? value : Known.TryGetValue(name, out var known) ? known.Default : null;

    public bool IsSet(string name) => _values.ContainsKey(name);

    public bool Flag(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DrillException">There is no such option, or the value does not fit.</exception>
    public void Set(string name, string value, int? offset)
    {
        var (kind, _, _) = Require(name, offset);
        var fits = kind switch { "BIT" => bool.TryParse(value, out _), "BIGINT" => long.TryParse(value, out _), "FLOAT8" => double.TryParse(value, CultureInfo.InvariantCulture, out _), _ => true };
        if (!fits) { throw new DrillException($"The option '{name}' takes a value of the type {kind}, not '{value}'.", offset); }
        _values[name] = kind == "BIT" ? value.ToLowerInvariant() : value;
    }

    public void Reset(string? name, int? offset)
    {
        if (name is null)
        {
            _values.Clear();
            return;
        }
        Require(name, offset);
        _values.Remove(name);
    }

    public static (string Kind, string Default, string Description) Require(string name, int? offset) =>
        Known.TryGetValue(name, out var known) ? known : throw new DrillException($"The option '{name}' does not exist.", offset, Binding.Binder.Near(name, Known.Keys) ?? "SELECT name FROM sys.options lists them; the embedded engine takes those of a cluster that mean something here.");

    /// <summary>A copy for one statement.</summary>
    public DrillOptions Copy()
    {
        var copy = new DrillOptions();
        foreach (var (name, value) in _values) { copy._values[name] = value; }
        return copy;
    }

    /// <summary>Lines of a name, a kind, a default, and what it does where that means something here; tabs between.</summary>
    private static SortedDictionary<string, (string Kind, string Default, string Description)> Load()
    {
        var known = new SortedDictionary<string, (string, string, string)>(StringComparer.Ordinal);
        using var reader = new StreamReader(typeof(DrillOptions).Assembly.GetManifestResourceStream("drill-options.tsv")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('\t');
            known[parts[0]] = (parts[1], parts[2], parts[3]);
        }
        return known;
    }
}
