using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>How a top-level variable is declared.</summary>
internal enum DeclarationForm
{
    /// <summary>A declarator of a declaration statement or field.</summary>
    Declarator,

    /// <summary>A declarator of a <c>using</c> declaration: lives until the cell ends.</summary>
    Using,

    /// <summary>A designation in an assignment's left side or an <c>out</c> argument.</summary>
    Designation,

    /// <summary>A designation in a pattern.</summary>
    Pattern,
}

/// <summary>A candidate for a variable that later cells see.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where its identifier stands in the cell.</param>
/// <param name="Form">How it is declared.</param>
/// <param name="Node">Its declarator or designation.</param>
/// <param name="Member">The part of the body that declares it.</param>
internal sealed record TopLevelVariable(string Name, int Position, DeclarationForm Form, SyntaxNode Node, MemberDeclarationSyntax Member)
{
    /// <summary>The declaration statement around a declarator.</summary>
    public VariableDeclarationSyntax? Declaration => Node.Parent as VariableDeclarationSyntax;

    /// <summary>Its address is taken in the cell's body: it has to have a place on the stack.</summary>
    public bool IsPointedTo { get; init; }

    /// <summary>Its name is one for what is not wanted.</summary>
    public bool IsUnderscores => Name.Trim('_').Length == 0;

    /// <summary>It can only be local: a reference, memory of the stack, or something that a pointer points to; or it has no name to speak of.</summary>
    public bool MustStayLocal =>
        IsPointedTo
        || IsUnderscores
        || Declaration?.Type is RefTypeSyntax or ScopedTypeSyntax
        || (Node is VariableDeclaratorSyntax { Initializer.Value: var value } && Declaration?.Type is not FunctionPointerTypeSyntax
            && value.DescendantNodesAndSelf().Any(n => n is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax
                or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }));

    /// <summary>Its declaration is one of a pointer, or says <c>unsafe</c>: the body around it is unsafe too.</summary>
    public bool IsUnsafe =>
        Declaration?.Type is PointerTypeSyntax or FunctionPointerTypeSyntax or ArrayTypeSyntax { ElementType: PointerTypeSyntax or FunctionPointerTypeSyntax }
        || (Member switch
        {
            FieldDeclarationSyntax declared => declared.Modifiers,
            GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Modifiers,
            _ => default,
        }).Any(SyntaxKind.UnsafeKeyword);

    /// <summary>All candidates of a cell, in order.</summary>
    public static List<TopLevelVariable> Of(CellSource source)
    {
        var found = new List<TopLevelVariable>();
        foreach (var member in source.Body.Where(m => source.Trailing is not { Expression: null } last || m is not GlobalStatementSyntax g || g.Statement != last.Statement))
        {
            var (declaration, form) = member switch
            {
                FieldDeclarationSyntax field => (field.Declaration, DeclarationForm.Declarator),
                GlobalStatementSyntax { Statement: var s } when CellSyntax.Unlabelled(s) is LocalDeclarationStatementSyntax local =>
                    (local.Declaration, local.UsingKeyword.RawKind != 0 ? DeclarationForm.Using : DeclarationForm.Declarator),
                _ => (null, DeclarationForm.Declarator),
            };
            if (declaration is not null)
            {
                found.AddRange(declaration.Variables.Select(v =>
                    new TopLevelVariable(v.Identifier.ValueText, v.Identifier.SpanStart, form, v, member)));
            }

            var statement = member is GlobalStatementSyntax global ? CellSyntax.Unlabelled(global.Statement) : null;
            foreach (var designation in member.DescendantNodes().OfType<SingleVariableDesignationSyntax>())
            {
                if (statement is null || CellSyntax.LeaksToTopLevel(designation, statement))
                {
                    found.Add(new TopLevelVariable(
                        designation.Identifier.ValueText, designation.Identifier.SpanStart, FormOf(designation), designation, member));
                }
            }
        }

        return source.Text.Contains('&', StringComparison.Ordinal) ? PointedTo(found, source) : found;
    }

    private static List<TopLevelVariable> PointedTo(List<TopLevelVariable> variables, CellSource source)
    {
        var names = source.Body.SelectMany(CellSyntax.InSameFunction).OfType<PrefixUnaryExpressionSyntax>()
            .Where(p => p.IsKind(SyntaxKind.AddressOfExpression) && p.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FixedStatementSyntax } })
            .Select(p => Root(p.Operand)).OfType<IdentifierNameSyntax>().Select(n => n.Identifier.ValueText).ToHashSet();
        return names.Count == 0 ? variables : [.. variables.Select(v => names.Contains(v.Name) ? v with { IsPointedTo = true } : v)];

        static ExpressionSyntax Root(ExpressionSyntax place) => place switch
        {
            ParenthesizedExpressionSyntax inner => Root(inner.Expression),
            MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } member => Root(member.Expression),
            _ => place,
        };
    }

    private static DeclarationForm FormOf(SingleVariableDesignationSyntax designation)
    {
        for (var node = designation.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case DeclarationExpressionSyntax:
                    return DeclarationForm.Designation;
                case PatternSyntax:
                    return DeclarationForm.Pattern;
            }
        }

        return DeclarationForm.Designation;
    }
}
