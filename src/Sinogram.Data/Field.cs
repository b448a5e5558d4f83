using System.Collections.Immutable;

namespace Sinogram.Data;

/// <summary>Name, type and properties of a column; immutable, compared by content.</summary>
public sealed record Field
{
    public Field(string name, DataType type, bool nullable = true)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(type);
        (Name, Type, Nullable) = (name, type, nullable);
    }

    public string Name { get; init; }
    public DataType Type { get; init; }
    public bool Nullable { get; init; }

    /// <summary>The values identify a patient or a person and are masked in outputs; the flag survives rename and select.</summary>
    public bool Identified { get; init; }

    /// <summary>Those of its values that identify are known to the output filter already; the others, which came beside them into one column, are nobody's.</summary>
    internal bool IsRegistered { get; init; }

    /// <summary>Free key-value pairs, kept in Arrow and Parquet files.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public Field WithMetadata(string key, string value) => this with { Metadata = Metadata.SetItem(key, value) };

    public bool Equals(Field? other) => other is not null && Name == other.Name && Type == other.Type && Nullable == other.Nullable
        && Identified == other.Identified && Metadata.SequenceEqual(other.Metadata);

    public override int GetHashCode() => HashCode.Combine(Name, Type, Nullable, Identified);

    public override string ToString() => $"{Name}: {Type}{(Nullable ? "" : " not null")}{(Identified ? " identified" : "")}";
}
