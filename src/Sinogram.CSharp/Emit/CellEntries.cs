using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>Makes the entries that a compiled cell publishes, and notes who reads what.</summary>
internal sealed class CellEntries(CellSource source, CellDeclarations declarations, CellLayout layout, CellAssembly assembly, NameTable table)
{
    public CompiledCell Finish(MethodInfo body, bool isAsync, IReadOnlyList<VariablePlan> variables, IReadOnlyList<(string Name, string Why)> local)
    {
        var slots = variables.Select(v => new Slot(v.Variable.Name, assembly, layout.VariableHolder(v.Variable.Name), v.TypeIdentity, v.TypeText)).ToList();
        var methods = Methods().ToList();
        var types = declarations.Types.Where(t => !declarations.Unchanged.Contains(t.Key)).Select(t => Type(t.Key, t.Value)).ToList();
        Note(slots, methods);
        return new CompiledCell(assembly, body, isAsync)
        {
            Variables = slots,
            Constants = [.. declarations.Members.Where(m => m.IsConstant)
                .Select(m => new Slot(m.Name, assembly, layout.MemberHolder(source.Methods.Count + m.Holder), "const " + assembly.Id, "", IsConstant: true))],
            Methods = methods,
            Types = types,
            Spaces = declarations.AreSpacesUnchanged ? null : declarations.SpacesText,
            SpacesBindings = declarations.SpacesBindings,
            NamespaceParts = declarations.AreSpacesUnchanged ? [] : [.. source.Namespaces.Select(n => n.Name.ToString().Split('.')[0]).Distinct()],
            NamespacedTypes = declarations.AreSpacesUnchanged ? [] : [.. NamespacedTypes()],
            Usings = [.. source.Usings.Select(Kept)],
            Local = local,
            BindingsOf = key => declarations.BindingsOf(key, _ => false),
        };
    }

    private IEnumerable<(MethodEntry, Reader)> Methods()
    {
        for (var i = 0; i < declarations.Methods.Count; i++)
        {
            var (name, signature, node) = declarations.Methods[i];
            yield return (new MethodEntry(name, assembly, layout.MemberHolder(i), signature) { Display = DeclarationHead.Of(node), Comment = CommentText.Before(node), Extends = CellSyntax.IsExtensionMethod(node) }, new Reader($"{name} (cell {assembly.CellNumber})", assembly));
        }

        foreach (var member in declarations.Members.Where(m => !m.IsConstant))
        {
            var entry = new MethodEntry(member.Name, assembly, layout.MemberHolder(source.Methods.Count + member.Holder), member.Signature)
            {
                Display = DeclarationHead.Of(member.Node),
                Extends = member.IsExtension,
                Comment = CommentText.Before(member.Node),
            };
            yield return (entry, new Reader($"{member.Name} (cell {assembly.CellNumber})", assembly));
        }
    }

    private (TypeEntry, Reader) Type((string Name, int Arity) key, string text)
    {
        var nodes = source.Types.Where(t => CellSyntax.TypeKey(t) == key).ToList();
        var entry = new TypeEntry(key.Name, key.Arity, assembly, layout.TypeSpace(key.Name, key.Arity), text)
        {
            Extensions = CellDeclarations.ExtensionsOf(nodes),
            Display = DeclarationHead.Of(nodes[0]),
            Comment = nodes.Select(CommentText.Before).FirstOrDefault(c => c is not null),
        };
        return (entry, new Reader($"{key.Name} (cell {assembly.CellNumber})", assembly));
    }

    /// <summary>Notes, for every variable and method that code of this cell names outside its body, that this code reads it.</summary>
    private void Note(List<Slot> slots, List<(MethodEntry Method, Reader Reader)> methods)
    {
        for (var i = 0; i < declarations.Methods.Count; i++)
        {
            Note(CellSyntax.Identifiers(declarations.Methods[i].Node), methods[i].Reader, methods[i].Method, slots, methods);
        }

        foreach (var type in source.Types.Concat<MemberDeclarationSyntax>(source.Namespaces).Concat(source.Members))
        {
            Note(CellSyntax.Identifiers(type), new Reader($"{Describe(type)} (cell {assembly.CellNumber})", assembly), null, slots, methods);
        }

        foreach (var function in source.Body.SelectMany(b => b.DescendantNodes().Where(n => CellSyntax.IsFunction(n) || n is QueryExpressionSyntax)))
        {
            Note(CellSyntax.Identifiers(function), new Reader($"a lambda of cell {assembly.CellNumber}", assembly), null, slots, methods);
        }
    }

    private void Note(HashSet<string> names, Reader reader, MethodEntry? self, List<Slot> slots, List<(MethodEntry Method, Reader Reader)> methods)
    {
        foreach (var name in names)
        {
            foreach (var slot in slots.Where(s => s.Name == name))
            {
                slot.Readers.Add(reader);
            }

            if (slots.All(s => s.Name != name) && table.TryVariable(name, out var earlier))
            {
                earlier.Readers.Add(reader);
            }

            foreach (var method in methods.Select(m => m.Method).Concat(table.Methods(name)).Where(m => m.Name == name && m != self))
            {
                method.Readers.Add(reader);
            }
        }
    }

    private static string Describe(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "a member",
    };

    private IEnumerable<string> NamespacedTypes() =>
        from space in source.Namespaces
        from type in space.DescendantNodes().Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
        let spaces = type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(n => n.Name.ToString())
        let key = CellSyntax.TypeKey((MemberDeclarationSyntax)type)
        where type.Parent is BaseNamespaceDeclarationSyntax
        select $"{string.Join('.', spaces)}.{key.Name}`{key.Arity}";

    private KeptUsing Kept(CellUsing directive)
    {
        var names = CellSyntax.Identifiers(directive.Syntax);
        var types = !directive.NamesType
            ? []
            : declarations.Types.Where(t => names.Contains(t.Key.Name) && !declarations.Unchanged.Contains(t.Key)).Select(t => Type(t.Key, t.Value).Item1)
                .Concat(names.SelectMany(table.Types).Where(t => !declarations.Hides(t))).ToList();
        var spaces = names.Where(n => table.Namespace(n).Count > 0 || source.Namespaces.Any(s => s.Name.ToString().Split('.')[0] == n)).ToList();
        return new KeptUsing(directive.Text, directive.Alias, types, spaces);
    }
}
