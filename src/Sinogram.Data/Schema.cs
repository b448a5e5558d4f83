using System.Collections;
using System.Collections.Immutable;

namespace Sinogram.Data;

/// <summary>The fields of a table in order, with unique names, and the table's own metadata.</summary>
public sealed class Schema : IReadOnlyList<Field>, IEquatable<Schema>
{
    private readonly ImmutableArray<Field> _fields;
    private readonly Dictionary<string, int> _byName;

    public Schema(params IEnumerable<Field> fields) : this(fields, null) { }

    public Schema(IEnumerable<Field> fields, ImmutableSortedDictionary<string, string>? metadata)
    {
        _fields = [.. fields];
        Metadata = metadata ?? ImmutableSortedDictionary<string, string>.Empty;
        _byName = new Dictionary<string, int>(_fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!_byName.TryAdd(_fields[i].Name, i))
            {
                throw new TableException($"Two columns are called '{_fields[i].Name}': rename one of them.");
            }
        }
    }

    /// <summary>Key-value pairs of the table as a whole.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    public int Count => _fields.Length;
    public Field this[int index] => _fields[index];
    public Field this[string name] => _fields[IndexOf(name)];

    /// <summary>The place of a column: the exact name, or the only one that differs in case alone.</summary>
    /// <exception cref="TableException">There is no such column; the message lists what there is.</exception>
    public int IndexOf(string name) => Find(name) is var index and >= 0
        ? index
        : throw new TableException($"There is no column '{name}'. The columns are: {string.Join(", ", _fields.Take(40).Select(f => f.Name))}{(Count > 40 ? ", …" : "")}.");

    /// <summary>As <see cref="IndexOf"/>, or -1.</summary>
    public int Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_byName.TryGetValue(name, out var exact)) { return exact; }
        var found = -1;
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!string.Equals(_fields[i].Name, name, StringComparison.OrdinalIgnoreCase)) { continue; }
            if (found >= 0) { return -1; }
            found = i;
        }
        return found;
    }

    public bool Contains(string name) => Find(name) >= 0;

    public bool Equals(Schema? other) => other is not null && _fields.AsSpan().SequenceEqual(other._fields.AsSpan()) && Metadata.SequenceEqual(other.Metadata);
    public override bool Equals(object? obj) => Equals(obj as Schema);
    public override int GetHashCode() => _fields.Length == 0 ? 0 : HashCode.Combine(_fields.Length, _fields[0]);
    public override string ToString() => string.Join(", ", _fields);

    public IEnumerator<Field> GetEnumerator() => ((IEnumerable<Field>)_fields).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
