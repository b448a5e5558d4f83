using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Puts the interrupt's checks into lambdas without a body and into clauses of queries, which needs the compiler's view: whether a value is returned,
/// and whether it is code at all or an expression tree, which is left alone.
/// </summary>
internal static class LambdaChecks
{
    private const string Pass = "(global::Sinogram.CSharp.Runtime.Interrupts.Pass(";

    /// <summary>Whether a cell has any place that this is about.</summary>
    public static bool IsNeeded(SyntaxNode root) => root.DescendantNodes()
        .Any(n => n is LambdaExpressionSyntax { ExpressionBody: not null } or QueryExpressionSyntax);

    /// <summary>The checks as edits of the cell's own text, and the anonymous objects within expression trees.</summary>
    public static LambdaFindings Find(CellSource source, MappedText text, CSharpCompilation compilation)
    {
        var tree = compilation.SyntaxTrees[0];
        var found = new LambdaFindings(new TextEdits(), []);
        Visit(tree.GetRoot(), new Context(source, text, compilation.GetSemanticModel(tree), found));
        return found;
    }

    private static void Visit(SyntaxNode node, Context context)
    {
        switch (node)
        {
            case LambdaExpressionSyntax lambda when IsTree(context.Model.GetTypeInfo(lambda).ConvertedType):
                AnonymousIn(lambda, context);
                return;
            case LambdaExpressionSyntax { ExpressionBody: not null } lambda when context.Model.GetSymbolInfo(lambda).Symbol is IMethodSymbol method:
                Wrap(lambda, method, context);
                break;
            case QueryExpressionSyntax query when IsTree(QueryType(query, context.Model)):
                AnonymousIn(query, context);
                return;
            case WhereClauseSyntax where:
                Wrap(where.WhereKeyword, where.Condition, o => (o as WhereClauseSyntax)?.Condition, context);
                break;
            case SelectClauseSyntax select:
                Wrap(select.SelectKeyword, select.Expression, o => (o as SelectClauseSyntax)?.Expression, context);
                break;
        }

        foreach (var child in node.ChildNodes())
        {
            Visit(child, context);
        }
    }

    private static void Wrap(LambdaExpressionSyntax lambda, IMethodSymbol method, Context context)
    {
        if (context.Original(lambda.ArrowToken) is not LambdaExpressionSyntax { ExpressionBody: { } body })
        {
            return;
        }

        var returnsNothing = method.ReturnsVoid
            || (method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 });
        var word = returnsNothing || body is ThrowExpressionSyntax ? "" : "return ";
        context.Found.Checks.Insert(body.SpanStart, "{ " + InterruptChecks.Check + " " + word);
        context.Found.Checks.InsertAfter(body.Span.End, "; }");
    }

    private static void Wrap(SyntaxToken keyword, ExpressionSyntax expression, Func<SyntaxNode?, ExpressionSyntax?> find, Context context)
    {
        var type = context.Model.GetTypeInfo(expression);
        if (type.Type is { TypeKind: not TypeKind.Error, IsRefLikeType: false } natural
            && SymbolEqualityComparer.Default.Equals(natural, type.ConvertedType)
            && find(context.Original(keyword)) is { } original)
        {
            context.Found.Checks.Insert(original.SpanStart, Pass);
            context.Found.Checks.InsertAfter(original.Span.End, "))");
        }
    }

    private static void AnonymousIn(SyntaxNode tree, Context context)
    {
        foreach (var call in tree.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (context.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Create", ContainingNamespace.Name: AnonymousObjects.Space } create)
            {
                context.Found.InTrees[context.Text.ToOriginal(call.SpanStart - 1)] = TypeNames.Code(create.ReturnType);
            }
        }
    }

    private static ITypeSymbol? QueryType(QueryExpressionSyntax query, SemanticModel model) =>
        model.GetTypeInfo(query.FromClause.Expression).Type is { } source
            && source.AllInterfaces.Prepend(source).Any(i => i.Name == "IQueryable")
            ? model.Compilation.GetTypeByMetadataName("System.Linq.Expressions.Expression")
            : null;

    private static bool IsTree(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == "Expression" && type.ContainingNamespace?.ToDisplayString() == "System.Linq.Expressions")
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Context(CellSource Source, MappedText Text, SemanticModel Model, LambdaFindings Found)
    {
        /// <summary>The node of the cell's own tree that a token belongs to; null for a token that is not the cell's.</summary>
        public SyntaxNode? Original(SyntaxToken token)
        {
            var position = Text.ToOriginal(token.SpanStart);
            return Text.ToGenerated(position) == token.SpanStart ? Source.Root.FindToken(position).Parent : null;
        }
    }
}

/// <summary>What the compiler's view of lambdas adds.</summary>
/// <param name="Checks">The checks as edits of the cell's text.</param>
/// <param name="InTrees">Anonymous objects within expression trees, by where they begin in the cell, with their types.</param>
internal sealed record LambdaFindings(TextEdits Checks, Dictionary<int, string> InTrees);
