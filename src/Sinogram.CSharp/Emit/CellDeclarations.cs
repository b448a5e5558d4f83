using Microsoft.CodeAnalysis.CSharp;
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
        Members = [.. source.Members.SelectMany(Names)];
        UsingsText = string.Join("\n", source.Usings.Select(u => u.Text).Concat(table.Usings.Select(u => u.Text)).Distinct().Order(StringComparer.Ordinal));
        Unchanged = FindUnchanged();
    }

    /// <summary>Methods: name, signature, whether an extension, syntax.</summary>
    public IReadOnlyList<(string Name, string Signature, MemberDeclarationSyntax Node)> Methods { get; }

    /// <summary>Names of constants, properties, events and extension members; an index is that of the static class among the members.</summary>
    public IReadOnlyList<(string Name, int Holder, MemberDeclarationSyntax Node, bool IsConstant)> Members { get; }

    /// <summary>Types with their text.</summary>
    public IReadOnlyDictionary<(string Name, int Arity), string> Types => _types;

    /// <summary>Types that earlier cells have with the same text and meaning; they are not compiled again.</summary>
    public IReadOnlySet<(string Name, int Arity)> Unchanged { get; }

    /// <summary>All usings in force, as text.</summary>
    public string UsingsText { get; }

    /// <summary>Whether this cell's own declaration takes the place of an entry.</summary>
    public bool Hides(NameEntry entry) => entry switch
    {
        TypeEntry type => _types.ContainsKey((type.Name, type.Arity)) && !Unchanged.Contains((type.Name, type.Arity)),
        MethodEntry method => Methods.Any(m => m.Name == method.Name && m.Signature == method.Signature)
            || Members.Any(m => m.Name == method.Name && m.Name.Length > 0),
        Slot slot => Methods.Any(m => m.Name == slot.Name) || Members.Any(m => m.Name == slot.Name),
        _ => false,
    };

    /// <summary>What the names in a type's text mean, usings included; its cell's own types by their entries.</summary>
    public string BindingsOf((string Name, int Arity) key, Func<NameEntry, bool> isOwn) =>
        ImportSet.Bindings(_table, Identifiers(key), isOwn) + "\n" + UsingsText;

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

        var variables = TopLevelVariable.Of(_source).Select(v => v.Name).Concat(Methods.Select(m => m.Name)).Concat(Members.Select(m => m.Name)).ToHashSet();
        bool changed;
        do
        {
            changed = false;
            foreach (var key in same.ToList())
            {
                // A name that this cell declares anew means something else now, unless it is a variable's, whose slot is decided by its type.
                var names = Identifiers(key);
                var isNew = names.Any(n => _types.Keys.Any(k => k.Name == n && k != key && !same.Contains(k)) || (variables.Contains(n) && !_table.TryVariable(n, out _)))
                    || names.Any(n => Methods.Any(m => m.Name == n));
                if (isNew || before[key].Bindings != BindingsOf(key, _ => false))
                {
                    same.Remove(key);
                    changed = true;
                }
            }
        }
        while (changed);
        return same;
    }

    private static (string, string, MemberDeclarationSyntax) Method(MemberDeclarationSyntax member) => member switch
    {
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax f } =>
            (f.Identifier.ValueText, CellSyntax.Signature(f.ParameterList, f.TypeParameterList?.Parameters.Count ?? 0), member),
        MethodDeclarationSyntax m =>
            (m.Identifier.ValueText, CellSyntax.Signature(m.ParameterList, m.TypeParameterList?.Parameters.Count ?? 0), member),
        _ => throw new ArgumentException("not a method: " + member.Kind(), nameof(member)),
    };

    private IEnumerable<(string, int, MemberDeclarationSyntax, bool)> Names(MemberDeclarationSyntax member)
    {
        var index = 0;
        foreach (var before in _source.Members.TakeWhile(m => m != member))
        {
            index += Constants.Of(before)?.Variables.Count ?? 1;
        }

        if (Constants.Of(member) is { } constants)
        {
            return constants.Variables.Select((v, i) => (v.Identifier.ValueText, index + i, member, true));
        }

        return member switch
        {
            PropertyDeclarationSyntax property => [(property.Identifier.ValueText, index, member, false)],
            EventDeclarationSyntax e => [(e.Identifier.ValueText, index, member, false)],
            EventFieldDeclarationSyntax e => e.Declaration.Variables.Select(v => (v.Identifier.ValueText, index, member, false)),
            ExtensionBlockDeclarationSyntax block => ExtensionNames(block).Select(n => (n, index, member, false)),
            _ => [],
        };
    }

    /// <summary>The members of an extension block by name.</summary>
    public static IEnumerable<string> ExtensionNames(ExtensionBlockDeclarationSyntax block) => block.Members.Select(m => m switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    }).Where(n => n.Length > 0).Distinct();

    /// <summary>The extension methods and members of a static class by name.</summary>
    public static IReadOnlyList<string> ExtensionsOf(IEnumerable<MemberDeclarationSyntax> types) =>
        [.. types.OfType<ClassDeclarationSyntax>().SelectMany(c => c.Members).SelectMany(m => m switch
        {
            MethodDeclarationSyntax method when CellSyntax.IsExtension(method.ParameterList) => [method.Identifier.ValueText],
            ExtensionBlockDeclarationSyntax block => ExtensionNames(block),
            _ => [],
        }).Distinct()];
}
