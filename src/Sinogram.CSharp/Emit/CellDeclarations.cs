using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>What a cell declares at its top level besides variables, and what of it is as an earlier cell has it.</summary>
internal sealed class CellDeclarations
{
    private readonly CellSource _source;
    private readonly NameTable _table;
    private readonly Dictionary<(string Name, int Arity), string> _types = [];

    public CellDeclarations(CellSource source, NameTable table)
    {
        _source = source;
        _table = table;
        foreach (var group in source.Types.GroupBy(CellSyntax.TypeKey))
        {
            _types[group.Key] = string.Join("\n", group.Select(t => t.ToString()));
        }

        Methods = [.. source.Methods.Select(Method)];
        Members = [.. source.Members.SelectMany(NamesOf)];
        UsingsText = string.Join("\n", source.Usings.Select(u => u.Text).Concat(table.Usings.Select(u => u.Text)).Distinct().Order(StringComparer.Ordinal));
        Unchanged = FindUnchanged();
        SpacesText = source.Namespaces.Count == 0 ? null : string.Join("\n", source.Namespaces.Select(n => n.ToString()));
        AreSpacesUnchanged = SpacesText is not null && table.Spaces(SpacesText) is { } spaces && spaces.Cell.Hidden.Count == 0
            && !IsNew(SpaceIdentifiers(), Unchanged) && spaces.Bindings == SpacesBindings();
    }

    /// <summary>Methods: name, signature, whether an extension, syntax.</summary>
    public IReadOnlyList<(string Name, string Signature, MemberDeclarationSyntax Node)> Methods { get; }

    /// <summary>Names of constants, properties, events and extension members; an index is that of the static class among the members.</summary>
    public IReadOnlyList<DeclaredMember> Members { get; }

    /// <summary>Types with their text.</summary>
    public IReadOnlyDictionary<(string Name, int Arity), string> Types => _types;

    /// <summary>Types that earlier cells have with the same text and meaning; they are not compiled again.</summary>
    public IReadOnlySet<(string Name, int Arity)> Unchanged { get; }

    /// <summary>The text of the cell's namespaces; null where it has none.</summary>
    public string? SpacesText { get; }

    /// <summary>An earlier cell has the same namespaces with the same meaning; they are not compiled again.</summary>
    public bool AreSpacesUnchanged { get; }

    /// <summary>The names of what is compiled anew, but for namespaces.</summary>
    public IEnumerable<string> Names =>
        Methods.Select(m => m.Name).Concat(Members.Select(m => m.Name)).Concat(_types.Keys.Where(k => !Unchanged.Contains(k)).Select(k => k.Name));

    /// <summary>Neither a method or another member nor a type is compiled anew.</summary>
    public bool PublishesNothing => !Names.Any() && (SpacesText is null || AreSpacesUnchanged) && _source.Members.Count == 0;

    /// <summary>All usings in force, as text.</summary>
    public string UsingsText { get; }

    /// <summary>Whether this cell's own declaration takes the place of an entry.</summary>
    public bool Hides(NameEntry entry) => entry switch
    {
        TypeEntry type => _types.ContainsKey((type.Name, type.Arity)) && !Unchanged.Contains((type.Name, type.Arity)),
        MethodEntry method => Methods.Any(m => m.Name == method.Name && m.Signature == method.Signature)
            || Members.Any(m => m.Name == method.Name && (m.IsExtension ? m.Signature == method.Signature : !method.IsExtension)),
        Slot slot => Methods.Any(m => m.Name == slot.Name) || Members.Any(m => !m.IsExtension && m.Name == slot.Name),
        _ => false,
    };

    /// <summary>What the names in a type's text mean, usings included; its cell's own types by their entries.</summary>
    public string BindingsOf((string Name, int Arity) key, Func<NameEntry, bool> isOwn) =>
        ImportSet.Bindings(_table, Identifiers(key), isOwn) + "\n" + UsingsText;

    /// <summary>What the names in the namespaces mean, usings included.</summary>
    public string SpacesBindings() => ImportSet.Bindings(_table, SpaceIdentifiers(), _ => false) + "\n" + UsingsText;

    private HashSet<string> SpaceIdentifiers() =>
        [.. _source.Namespaces.SelectMany(CellSyntax.Identifiers).Except(_source.Namespaces.Select(n => n.Name.ToString().Split('.')[0]))];

    /// <summary>A name that this cell declares anew means something else now, unless it is a variable's, whose slot is decided by its type.</summary>
    private bool IsNew(IReadOnlySet<string> names, IReadOnlySet<(string Name, int Arity)> same) =>
        _types.Keys.Any(k => names.Contains(k.Name) && !same.Contains(k))
        || TopLevelVariable.Of(_source).Select(v => v.Name).Concat(Members.Select(m => m.Name)).Any(n => names.Contains(n) && !_table.TryVariable(n, out _))
        || Methods.Any(m => names.Contains(m.Name));

    private HashSet<string> Identifiers((string Name, int Arity) key) =>
        [.. _source.Types.Where(t => CellSyntax.TypeKey(t) == key).SelectMany(CellSyntax.Identifiers).Where(n => n != key.Name)];

    private HashSet<(string, int)> FindUnchanged()
    {
        var same = new HashSet<(string Name, int Arity)>();
        var before = new Dictionary<(string, int), TypeEntry>();
        foreach (var (key, text) in _types)
        {
            if (_table.Types(key.Name).FirstOrDefault(t => t.Arity == key.Arity) is { } entry && entry.Text == text)
            {
                same.Add(key);
                before[key] = entry;
            }
        }

        bool changed;
        do
        {
            changed = false;
            foreach (var key in same.ToList())
            {
                if (IsNew(Identifiers(key), same) || before[key].Bindings != BindingsOf(key, _ => false))
                {
                    same.Remove(key);
                    changed = true;
                }
            }
        }
        while (changed);
        return same;
    }

    private static (string, string, MemberDeclarationSyntax) Method(MemberDeclarationSyntax member)
    {
        var (name, signature) = CellSyntax.MethodKey(member);
        return (name, signature, member);
    }

    private IEnumerable<DeclaredMember> NamesOf(MemberDeclarationSyntax member)
    {
        var index = 0;
        foreach (var before in _source.Members.TakeWhile(m => m != member))
        {
            index += Constants.Of(before)?.Variables.Count ?? 1;
        }

        if (Constants.Of(member) is { } constants)
        {
            return constants.Variables.Select((v, i) => new DeclaredMember(v.Identifier.ValueText, index + i, "member", member, IsConstant: true));
        }

        return member switch
        {
            PropertyDeclarationSyntax property => [new(property.Identifier.ValueText, index, "member", member)],
            EventDeclarationSyntax e => [new(e.Identifier.ValueText, index, "member", member)],
            EventFieldDeclarationSyntax e => e.Declaration.Variables.Select(v => new DeclaredMember(v.Identifier.ValueText, index, "member", member)),
            ExtensionBlockDeclarationSyntax block => Extensions(block).Select(n => new DeclaredMember(n.Name, index, n.Signature, member)),
            _ => [],
        };
    }

    /// <summary>The members of an extension block: names, and signatures that are equal where one takes the other's place.</summary>
    private static IEnumerable<(string Name, string Signature)> Extensions(ExtensionBlockDeclarationSyntax block)
    {
        var receiver = MethodEntry.ExtensionMark + (block.ParameterList is { } list ? CellSyntax.Signature(list, block.TypeParameterList?.Parameters.Count ?? 0) : "");
        return block.Members.Select(m => m switch
        {
            MethodDeclarationSyntax method =>
                (method.Identifier.ValueText, receiver + CellSyntax.Signature(method.ParameterList, method.TypeParameterList?.Parameters.Count ?? 0)),
            PropertyDeclarationSyntax property => (property.Identifier.ValueText, receiver),
            OperatorDeclarationSyntax op => (ImportSet.Operator, receiver + op.OperatorToken.Text + CellSyntax.Signature(op.ParameterList, 0)),
            _ => ("", ""),
        }).Where(n => n.Item1.Length > 0).Distinct();
    }

    /// <summary>The extension methods and members of a static class by name.</summary>
    public static IReadOnlyList<string> ExtensionsOf(IEnumerable<MemberDeclarationSyntax> types) =>
        [.. types.OfType<ClassDeclarationSyntax>().SelectMany(c => c.Members).SelectMany(m => m switch
        {
            MethodDeclarationSyntax method when CellSyntax.IsExtension(method.ParameterList) => [method.Identifier.ValueText],
            ExtensionBlockDeclarationSyntax block => Extensions(block).Select(e => e.Name),
            _ => [],
        }).Distinct()];
}

/// <summary>A constant, property, event or extension member at the top level.</summary>
/// <param name="Name">Its name; that of all operators for an operator.</param>
/// <param name="Holder">The index of its static class among the members.</param>
/// <param name="Signature">Equal where a later one takes the place of an earlier.</param>
/// <param name="Node">Its declaration.</param>
/// <param name="IsConstant">It is a constant.</param>
internal sealed record DeclaredMember(string Name, int Holder, string Signature, MemberDeclarationSyntax Node, bool IsConstant = false)
{
    /// <summary>It extends a type, and only names on values of that type mean it.</summary>
    public bool IsExtension => MethodEntry.IsOfExtension(Signature);
}
