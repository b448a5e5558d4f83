using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sinogram.Data;

/// <summary>The value of a struct column: its fields in order, also by name.</summary>
public sealed class StructValue : IReadOnlyDictionary<string, object?>
{
    private readonly ImmutableArray<Field> _fields;
    private readonly object?[] _values;

    public StructValue(ImmutableArray<Field> fields, object?[] values)
    {
        if (fields.Length != values.Length) { throw new TableException($"A struct of {fields.Length} fields was given {values.Length} values."); }
        (_fields, _values) = (fields, values);
    }

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The struct has no field '{key}'; it has {string.Join(", ", Keys)}.");
    public object? this[int index] => _values[index];
    public int Count => _values.Length;
    public IEnumerable<string> Keys => _fields.Select(f => f.Name);
    public IEnumerable<object?> Values => _values;

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (!string.Equals(_fields[i].Name, key, StringComparison.Ordinal)) { continue; }
            value = _values[i];
            return true;
        }
        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.Select((f, i) => KeyValuePair.Create(f.Name, _values[i])).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The value of a map column: pairs in their order; a key may occur twice, as Arrow allows.</summary>
public sealed class MapValue : IReadOnlyList<KeyValuePair<object, object?>>
{
    private readonly KeyValuePair<object, object?>[] _entries;

    public MapValue(params IEnumerable<KeyValuePair<object, object?>> entries) => _entries = [.. entries];

    public KeyValuePair<object, object?> this[int index] => _entries[index];
    public int Count => _entries.Length;

    /// <summary>The first value under a key; false when the key is absent.</summary>
    public bool TryGetValue(object key, out object? value)
    {
        foreach (var entry in _entries)
        {
            if (!entry.Key.Equals(key)) { continue; }
            value = entry.Value;
            return true;
        }
        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<object, object?>>)_entries).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
