using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>
/// Puts the interrupt's checks into a cell's code where syntax alone decides: loops, labels, entries of methods and of lambdas with a
/// body, and a filter on every catch clause. Methods for a device (<c>[Kernel]</c>) are left as they are.
/// </summary>
internal sealed class InterruptChecks(TextEdits edits) : CSharpSyntaxWalker
{
    public const string Check = "global::Sinogram.CSharp.Runtime.Interrupts.Check();";

    /// <summary>A counted loop up to a written number as large as this gets its check.</summary>
    private const int LongLoop = 10_000_000;

    /// <summary>Adds the checks of a whole cell.</summary>
    public static void AddTo(CellSource source, TextEdits edits) => new InterruptChecks(edits).Visit(source.Root);

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Enter(node.Body, node.ExpressionBody, node.SemicolonToken, ReturnsNothing(node.ReturnType, node.Modifiers), node.Modifiers);
            base.VisitMethodDeclaration(node);
        }
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Enter(node.Body, node.ExpressionBody, node.SemicolonToken, ReturnsNothing(node.ReturnType, node.Modifiers), node.Modifiers);
            base.VisitLocalFunctionStatement(node);
        }
    }

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Enter(node.Body, node.ExpressionBody, node.SemicolonToken, ReturnsNothing(node.ReturnType, node.Modifiers), node.Modifiers);
            base.VisitOperatorDeclaration(node);
        }
    }

    public override void VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Enter(node.Body, node.ExpressionBody, node.SemicolonToken, returnsNothing: false, node.Modifiers);
            base.VisitConversionOperatorDeclaration(node);
        }
    }

    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Getter(node.ExpressionBody, node.SemicolonToken, node.Identifier.ValueText);
            base.VisitPropertyDeclaration(node);
        }
    }

    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node)
    {
        if (!IsExempt(node.AttributeLists))
        {
            Getter(node.ExpressionBody, node.SemicolonToken, "this");
            base.VisitIndexerDeclaration(node);
        }
    }

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        var name = (node.Parent?.Parent as PropertyDeclarationSyntax)?.Identifier.ValueText ?? "this";
        if (!IsExempt(node.AttributeLists) && ((SyntaxNode?)node.Body ?? node.ExpressionBody) is { } body && MayReturn(body, name))
        {
            Enter(node.Body, node.ExpressionBody, node.SemicolonToken, !node.IsKind(SyntaxKind.GetAccessorDeclaration), node.Modifiers);
        }

        base.VisitAccessorDeclaration(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        Enter(node.Block);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        Enter(node.Block);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Enter(node.Block);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        if (!IsSmallCounted(node))
        {
            Loop(node.Statement);
        }

        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        Loop(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (node.Kind() is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression && node.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FirstChanceException" })
        {
            edits.Insert(node.Right.SpanStart, "global::Sinogram.CSharp.Runtime.Interrupts.Quietly(");
            edits.InsertAfter(node.Right.Span.End, ")");
        }

        base.VisitAssignmentExpression(node);
    }

    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        edits.InsertAfter(node.ColonToken.Span.End, " " + Check);
        base.VisitLabeledStatement(node);
    }

    public override void VisitCatchClause(CatchClauseSyntax node)
    {
        const string May = "global::Sinogram.CSharp.Runtime.Interrupts.MayCatch()";
        if (node.Filter is { } filter)
        {
            edits.InsertAfter(filter.OpenParenToken.Span.End, May + " && (");
            edits.Insert(filter.CloseParenToken.SpanStart, ")");
        }
        else
        {
            edits.InsertAfter(node.Declaration?.Span.End ?? node.CatchKeyword.Span.End, $" when ({May})");
        }

        base.VisitCatchClause(node);
    }

    /// <summary>Methods that are left as they are: those for a device, for native callers, and those whose author says how they are compiled.</summary>
    public static bool IsExempt(SyntaxList<AttributeListSyntax> attributes) =>
        attributes.SelectMany(l => l.Attributes).Any(a => a.Name.ToString().Split('.')[^1]
            is "Kernel" or "KernelAttribute" or "MethodImpl" or "UnmanagedCallersOnly" or "DllImport" or "LibraryImport");

    /// <summary>Whether an accessor may come back to itself: it calls something, or names what it belongs to. The many that only read a field go without a check.</summary>
    private static bool MayReturn(SyntaxNode body, string name) => body.DescendantNodes().Any(n => n switch
    {
        InvocationExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax { Left: not LiteralExpressionSyntax, Right: not LiteralExpressionSyntax } => true,
        MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } => true,
        IdentifierNameSyntax { Identifier.ValueText: var text } => text == name || (text.Length > 0 && char.IsUpper(text[0])),
        _ => false,
    });

    private static bool ReturnsNothing(TypeSyntax type, SyntaxTokenList modifiers) =>
        type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        || (modifiers.Any(SyntaxKind.AsyncKeyword) && type is not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax });

    private void Enter(BlockSyntax? body)
    {
        if (body is not null)
        {
            edits.InsertAfter(body.OpenBraceToken.Span.End, " " + Check);
        }
    }

    private void Enter(BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool returnsNothing, SyntaxTokenList modifiers)
    {
        Enter(body);
        if (arrow is null || semicolon.IsMissing || modifiers.Any(SyntaxKind.ExternKeyword))
        {
            return;
        }

        var returns = returnsNothing || arrow.Expression is ThrowExpressionSyntax ? "" : "return ";
        edits.Replace(arrow.ArrowToken.SpanStart, arrow.ArrowToken.Span.End, "{ " + Check + " " + returns);
        edits.InsertAfter(semicolon.Span.End, " }");
    }

    /// <summary>An expression in the place of a property's accessors.</summary>
    private void Getter(ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, string name)
    {
        if (arrow is null || semicolon.IsMissing || !MayReturn(arrow, name))
        {
            return;
        }

        var returns = arrow.Expression is ThrowExpressionSyntax ? "" : "return ";
        edits.Replace(arrow.ArrowToken.SpanStart, arrow.ArrowToken.Span.End, "{ get { " + Check + " " + returns);
        edits.InsertAfter(semicolon.Span.End, " } }");
    }

    private void Loop(StatementSyntax body)
    {
        if (body is BlockSyntax block)
        {
            Enter(block);
        }
        else
        {
            edits.Insert(body.SpanStart, "{ " + Check + " ");
            edits.InsertAfter(body.Span.End, " }");
        }
    }

    /// <summary>
    /// An inner loop over an integer, one step at a time, to a bound that it does not change, without a call: it ends by itself, and a check would
    /// keep the compiler from seeing that indices are in range.
    /// </summary>
    private bool IsSmallCounted(ForStatementSyntax node)
    {
        if (node.Declaration is not { Variables: [{ Identifier.ValueText: var counter }] }
            || node.Condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression } condition
            || condition.Left.ToString() != counter
            || node.Incrementors is not [var step] || !(step.ToString() == counter + "++" || step.ToString() == "++" + counter))
        {
            return false;
        }

        var bound = condition.Right;
        if (bound is LiteralExpressionSyntax literal && literal.Token.Value is not (int and < LongLoop))
        {
            return false;
        }

        if (bound is not (LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "Count" }))
        {
            return false;
        }

        var names = CellSyntax.Identifiers(bound);
        return !node.Statement.DescendantNodesAndSelf().Any(n => n switch
        {
            InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax
                or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or GotoStatementSyntax
                or LocalFunctionStatementSyntax or QueryExpressionSyntax or YieldStatementSyntax => true,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => Names(target),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: IdentifierNameSyntax target } => Names(target),
            PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } => Names(target),
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } => true,
            _ => false,
        });

        bool Names(IdentifierNameSyntax target) =>
            target.Identifier.ValueText == counter || (bound is not MemberAccessExpressionSyntax && names.Contains(target.Identifier.ValueText));
    }
}
