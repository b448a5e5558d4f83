using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Names;

/// <summary>What a cell takes from earlier ones: exactly the names that it uses, and the cells behind them.</summary>
internal sealed class ImportSet
{
    /// <summary>The name under which operators of extension blocks are kept.</summary>
    public const string Operator = "operator";

    /// <summary>Names that C# looks up without their being written.</summary>
    private static readonly string[] Implicit =
        ["GetEnumerator", "GetAsyncEnumerator", "GetAwaiter", "Deconstruct", "Add", "GetPinnableReference", "Dispose", "DisposeAsync", Operator];

    /// <summary>The methods that query clauses stand for.</summary>
    private static readonly string[] Query =
        ["Select", "SelectMany", "Where", "Join", "GroupJoin", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "GroupBy", "Cast"];

    private readonly HashSet<CellAssembly> _cells = [];

    /// <summary>Types, visible by their namespaces.</summary>
    public HashSet<TypeEntry> Types { get; } = [];

    /// <summary>Variables and methods, visible by their static classes.</summary>
    public HashSet<NameEntry> Members { get; } = [];

    /// <summary>Usings of earlier cells that stand outermost.</summary>
    public List<string> Usings { get; } = [];

    /// <summary>Usings that name a cell's types and stand where these are visible.</summary>
    public List<string> InnerUsings { get; } = [];

    /// <summary>The assemblies to reference, with all that they show.</summary>
    public List<CellAssembly> Cells => CellAssembly.Closure(_cells);

    /// <summary>Adds an assembly without a name.</summary>
    public void Add(CellAssembly cell) => _cells.Add(cell);

    public void Add(NameEntry entry)
    {
        _cells.Add(entry.Cell);
        if (entry is TypeEntry type)
        {
            Types.Add(type);
        }
        else
        {
            Members.Add(entry);
        }
    }

    /// <summary>Adds everything that a set of identifiers can mean.</summary>
    /// <param name="table">The names.</param>
    /// <param name="identifiers">As written.</param>
    /// <param name="hasQuery">A query expression is among the code.</param>
    /// <param name="hides">What the cell declares itself.</param>
    public void Resolve(NameTable table, IReadOnlySet<string> identifiers, bool hasQuery, Func<NameEntry, bool> hides)
    {
        foreach (var name in identifiers)
        {
            foreach (var entry in Meanings(table, name).Where(e => !hides(e)))
            {
                Add(entry);
            }

            foreach (var cell in table.Namespace(name))
            {
                Add(cell);
            }
        }

        foreach (var name in hasQuery ? Implicit.Concat(Query) : Implicit)
        {
            foreach (var entry in table.Extensions(name).Concat<NameEntry>(table.Methods(name)).Where(e => !hides(e)))
            {
                Add(entry);
            }
        }
    }

    /// <summary>Adds the usings of earlier cells.</summary>
    public void AddUsings(NameTable table, Func<KeptUsing, bool> isReplaced)
    {
        foreach (var kept in table.Usings.Where(u => !isReplaced(u)))
        {
            (kept.Types.Count > 0 ? InnerUsings : Usings).Add(kept.Text);
            foreach (var type in kept.Types)
            {
                Add(type);
            }

            foreach (var cell in kept.Spaces.SelectMany(table.Namespace))
            {
                Add(cell);
            }
        }
    }

    /// <summary>Every entry that a name can mean.</summary>
    public static IEnumerable<NameEntry> Meanings(NameTable table, string name)
    {
        if (table.TryVariable(name, out var slot))
        {
            yield return slot;
        }

        foreach (var entry in table.Methods(name).Concat<NameEntry>(table.Types(name)).Concat(table.Types(name + "Attribute")).Concat(table.Extensions(name)))
        {
            yield return entry;
        }
    }

    /// <summary>What identifiers mean now, as text to compare.</summary>
    public static string Bindings(NameTable table, IEnumerable<string> identifiers, Func<NameEntry, bool> isOwn) =>
        string.Join(";", identifiers.Order(StringComparer.Ordinal)
            .SelectMany(n => Meanings(table, n).Where(e => !isOwn(e)).Select(e => n + ":" + e.Id).Concat(table.Namespace(n).Select(c => n + "@" + c.Id))));
}
