using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>Which variables of a cell become fields, of what type, and which keep the slot of an earlier cell; which stay local, and why.</summary>
internal sealed class VariableFields(CellSource source, int cellNumber, CellDeclarations declarations, DelegateStandIns delegates, NameTable table)
{
    private readonly List<VariablePlan> _all = [];
    private readonly List<(string Name, string Why)> _local = [];
    private readonly HashSet<CellAssembly> _exposed = [];

    /// <summary>The variables that the cell declares at its top level.</summary>
    public IReadOnlyList<TopLevelVariable> Variables { get; } = TopLevelVariable.Of(source);

    /// <summary>Those that become fields.</summary>
    public IReadOnlyList<VariablePlan> All => _all;

    /// <summary>Those of them that get a slot of their own.</summary>
    public IEnumerable<VariablePlan> New => _all.Where(f => f.Kept is null);

    /// <summary>Those that live in this cell only, with the reason.</summary>
    public IReadOnlyList<(string Name, string Why)> Local => _local;

    /// <summary>The cells whose types stand in the types of the fields.</summary>
    public IEnumerable<CellAssembly> Exposed => _exposed;

    /// <summary>Decides by the text alone, where it tells all types; false where the compiler must be asked.</summary>
    public bool TryDecideByText()
    {
        if (source.Trailing is { MayBeVoid: true } trailing && !(trailing.Expression is IdentifierNameSyntax name && IsVariable(name.Identifier.ValueText)))
        {
            return false;
        }

        if (CellLayout.HasNullableContext(source.Text) || EvidentTypes.Of(Variables) is not { } types || AreUsedBeforeDeclaration()
            || Variables.Any(v => declarations.Methods.Any(m => m.Name == v.Name) || declarations.Members.Any(m => m.Name == v.Name)))
        {
            return false;
        }

        for (var i = 0; i < types.Count; i++)
        {
            Hoist(Variables[i], types[i], types[i] + "|");
        }

        return true;
    }

    /// <summary>Decides, knowing the types.</summary>
    public void Decide(IReadOnlyList<ILocalSymbol?> locals, IReadOnlyDictionary<string, CellAssembly> cells)
    {
        for (var i = 0; i < locals.Count; i++)
        {
            var variable = Variables[i];
            if (locals[i] is not { } local)
            {
                continue;
            }

            if (WhyLocal(variable, local) is { } why)
            {
                _local.Add((variable.Name, why));
                continue;
            }

            Hoist(variable, delegates.Code(local.Type), TypeNames.Identity(local.Type, cells));
            _exposed.UnionWith(TypeNames.CellsIn(local.Type, cells));
        }
    }

    /// <summary>A variable's name is written before its declaration, which locals forbid and fields would not.</summary>
    public bool AreUsedBeforeDeclaration()
    {
        var first = Variables.GroupBy(v => v.Name).ToDictionary(g => g.Key, g => g.Min(v => v.Position));
        return source.Body.SelectMany(CellSyntax.InSameFunction).OfType<IdentifierNameSyntax>()
            .Any(n => first.TryGetValue(n.Identifier.ValueText, out var declared) && n.SpanStart < (Variables.First(v => v.Name == n.Identifier.ValueText).Declaration is { } d ? d.Span.End : declared)
                && n.SpanStart != declared
                && n.Parent is not (NameColonSyntax or NameEqualsSyntax or MemberAccessExpressionSyntax or QualifiedNameSyntax)
                && Variables.First(v => v.Name == n.Identifier.ValueText).Declaration?.Type.Span.Contains(n.SpanStart) != true);
    }

    private bool IsVariable(string name) => Variables.Any(v => v.Name == name)
        || (table.TryVariable(name, out var slot) && !slot.TypeText.Contains('*', StringComparison.Ordinal) && !declarations.Hides(slot));

    private void Hoist(TopLevelVariable variable, string text, string identity)
    {
        var kept = table.TryVariable(variable.Name, out var slot) && slot.TypeIdentity == identity && !slot.IsConstant ? slot : null;
        if (variable.Form == DeclarationForm.Using)
        {
            _local.Add((variable.Name, $"'{variable.Name}' of cell {cellNumber} was a using variable: it was disposed of when the cell ended."));
            kept = null;
        }

        _all.Add(new VariablePlan(variable, text, identity, kept));
    }

    private static string? WhyLocal(TopLevelVariable variable, ILocalSymbol local) => local switch
    {
        { Type.IsRefLikeType: true } => $"'{variable.Name}' was a {local.Type.Name}, which lives on the stack and only in its own cell; keep an array or Memory<T> instead.",
        { IsRef: true } => $"'{variable.Name}' was a reference (ref), which lives only in its own cell; keep the object itself.",
        _ when variable.IsPointedTo => $"'{variable.Name}' had a pointer to it (&{variable.Name}), so it stood on the stack and lived only in its own cell.",
        _ when variable.IsUnderscores => $"'{variable.Name}' is a name for what is not wanted, and stays in its own cell.",
        _ when variable.MustStayLocal => $"'{variable.Name}' pointed to the stack and lived only in its own cell.",
        _ => null,
    };
}

/// <summary>A variable that becomes a field: its type, and the slot that it keeps, if any.</summary>
internal sealed record VariablePlan(TopLevelVariable Variable, string TypeText, string TypeIdentity, Slot? Kept);
