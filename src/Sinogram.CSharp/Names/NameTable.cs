using System.Diagnostics.CodeAnalysis;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Names;

/// <summary>
/// What names mean: variable to slot, method to signatures, type to name and arity, namespace to cells. Every change is atomic;
/// completion reads it while a cell runs.
/// </summary>
internal sealed class NameTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MethodEntry>> _methods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TypeEntry>> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TypeEntry>> _extensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CellAssembly>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpaceEntry> _spaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CellAssembly> _namespacedTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _local = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CellAssembly Before, CellAssembly Now)> _anew = new(StringComparer.Ordinal);
    private readonly List<KeptUsing> _usings = [];

    /// <summary>Usings of earlier cells.</summary>
    public IReadOnlyList<KeptUsing> Usings
    {
        get
        {
            lock (_lock)
            {
                return [.. _usings];
            }
        }
    }

    public bool TryVariable(string name, [NotNullWhen(true)] out Slot? slot)
    {
        lock (_lock)
        {
            return _variables.TryGetValue(name, out slot);
        }
    }

    public IReadOnlyList<Slot> Variables()
    {
        lock (_lock)
        {
            return [.. _variables.Values];
        }
    }

    public IReadOnlyList<MethodEntry> Methods(string name) => Read(_methods, name);

    public IReadOnlyList<TypeEntry> Types(string name) => Read(_types, name);

    public IReadOnlyList<TypeEntry> Extensions(string name) => Read(_extensions, name);

    public IReadOnlyList<CellAssembly> Namespace(string firstPart) => Read(_namespaces, firstPart);

    /// <summary>All that can extend a value: static classes, methods and members of extension blocks.</summary>
    public IReadOnlyList<NameEntry> AllExtensions()
    {
        lock (_lock)
        {
            return [.. _extensions.Values.SelectMany(e => e).Distinct(), .. _methods.Values.SelectMany(m => m).Where(m => m.Extends)];
        }
    }

    /// <summary>The first parts of the names of the cells' namespaces.</summary>
    public IReadOnlyList<string> NamespaceParts()
    {
        lock (_lock)
        {
            return [.. _namespaces.Keys];
        }
    }

    /// <summary>The cell that has namespaces of exactly this text, or null.</summary>
    public SpaceEntry? Spaces(string text)
    {
        lock (_lock)
        {
            return _spaces.GetValueOrDefault(text);
        }
    }

    /// <summary>The text of the namespaces of a cell, by its assembly's name; null where it has none.</summary>
    public string? SpacesOf(string cell)
    {
        lock (_lock)
        {
            return _spaces.FirstOrDefault(s => s.Value.Cell.Name == cell).Key;
        }
    }

    /// <summary>Keeps which cell has namespaces of a text.</summary>
    public void PublishSpaces(string text, SpaceEntry entry)
    {
        lock (_lock)
        {
            _spaces[text] = entry;
            foreach (var (other, _) in _spaces.Where(s => s.Value.Cell.Hidden.Count > 0).ToList())
            {
                _spaces.Remove(other);
            }
        }
    }

    /// <summary>Every published name with its kind, for completion.</summary>
    public IReadOnlyList<NameEntry> All()
    {
        lock (_lock)
        {
            return [.. _variables.Values, .. _methods.Values.SelectMany(m => m), .. _types.Values.SelectMany(t => t)];
        }
    }

    /// <summary>The cells that a later one can use.</summary>
    public IReadOnlyList<CellAssembly> Cells()
    {
        lock (_lock)
        {
            return
            [
                .. _variables.Values.Select(v => v.Cell),
                .. _methods.Values.SelectMany(m => m).Select(m => m.Cell),
                .. _types.Values.SelectMany(t => t).Concat(_usings.SelectMany(u => u.Types)).Select(t => t.Cell),
                .. _namespaces.Values.SelectMany(c => c),
                .. _spaces.Values.Select(s => s.Cell),
                .. _namespacedTypes.Values,
            ];
        }
    }

    /// <summary>Why a name of an earlier cell is not here, where it stayed local to it.</summary>
    public string? LocalHint(string name)
    {
        lock (_lock)
        {
            return _local.GetValueOrDefault(name);
        }
    }

    /// <summary>The cells that have defined a type of this name last, the one before and the one that counts; null where there is but one.</summary>
    public (CellAssembly Before, CellAssembly Now)? DefinedAnew(string type)
    {
        lock (_lock)
        {
            return _anew.TryGetValue(type, out var cells) ? cells : null;
        }
    }

    public void NoteLocal(string name, string why)
    {
        lock (_lock)
        {
            _local[name] = why;
        }
    }

    /// <summary>Publishes a variable; answers the slot that it replaces.</summary>
    public Slot? Publish(Slot slot)
    {
        lock (_lock)
        {
            if (_methods.TryGetValue(slot.Name, out var methods))
            {
                methods.RemoveAll(m => !m.IsExtension);
            }

            _local.Remove(slot.Name);
            _variables.TryGetValue(slot.Name, out var before);
            _variables[slot.Name] = slot;
            return before;
        }
    }

    /// <summary>Publishes a method; answers the one of the same signature that it replaces.</summary>
    public MethodEntry? Publish(MethodEntry method)
    {
        lock (_lock)
        {
            if (!method.IsExtension)
            {
                _variables.Remove(method.Name);
            }

            var overloads = Of(_methods, method.Name);
            var before = overloads.FirstOrDefault(m => m.Signature == method.Signature);
            if (before is not null)
            {
                overloads.Remove(before);
            }

            overloads.Add(method);
            return before;
        }
    }

    /// <summary>Publishes a type; answers the one of the same name and arity that it replaces.</summary>
    public TypeEntry? Publish(TypeEntry type)
    {
        lock (_lock)
        {
            var types = Of(_types, type.Name);
            var before = types.FirstOrDefault(t => t.Arity == type.Arity);
            if (before is not null)
            {
                types.Remove(before);
                _anew[type.Name] = (before.Cell, type.Cell);
                foreach (var extension in before.Extensions)
                {
                    Of(_extensions, extension).Remove(before);
                }
            }

            else
            {
                // A new type takes the name; one that is defined again may share it with a variable.
                _variables.Remove(type.Name);
                Of(_methods, type.Name).RemoveAll(m => !m.IsExtension && m.Cell != type.Cell);
            }

            types.Add(type);
            foreach (var extension in type.Extensions)
            {
                Of(_extensions, extension).Add(type);
            }

            return before;
        }
    }

    /// <summary>Publishes the types of a namespace; the types of the same full name that they replace are hidden.</summary>
    public void PublishNamespace(CellAssembly cell, IEnumerable<string> firstParts, IEnumerable<string> fullTypeNames)
    {
        lock (_lock)
        {
            foreach (var name in fullTypeNames)
            {
                if (_namespacedTypes.TryGetValue(name, out var before) && before != cell)
                {
                    var dot = name.LastIndexOf('.');
                    _anew[name[(dot + 1)..].Split('`')[0]] = (before, cell);
                    before.Hide(name[..dot], name[(dot + 1)..].Replace("`0", "", StringComparison.Ordinal));
                }

                _namespacedTypes[name] = cell;
            }

            foreach (var part in firstParts)
            {
                if (!Of(_namespaces, part).Contains(cell))
                {
                    Of(_namespaces, part).Add(cell);
                }

                // Those all of whose types are hidden have nothing to offer.
                Of(_namespaces, part).RemoveAll(c => c != cell && c.Hidden.Count > 0 && !_namespacedTypes.ContainsValue(c));
            }
        }
    }

    public void Keep(KeptUsing directive)
    {
        lock (_lock)
        {
            _usings.RemoveAll(u => u.Text == directive.Text || (u.Alias is { } alias && alias == directive.Alias));
            _usings.Add(directive);
        }
    }

    private static List<T> Of<T>(Dictionary<string, List<T>> table, string name)
    {
        if (!table.TryGetValue(name, out var entries))
        {
            table[name] = entries = [];
        }

        return entries;
    }

    private List<T> Read<T>(Dictionary<string, List<T>> table, string name)
    {
        lock (_lock)
        {
            return table.TryGetValue(name, out var entries) ? [.. entries] : [];
        }
    }
}
