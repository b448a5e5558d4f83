using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Reads the types of a cell's variables, and of its last expression, from a compilation in which they are still locals.
/// </summary>
internal sealed class VariableTypes
{
    private readonly MappedText _text;
    private readonly SemanticModel _model;
    private readonly CompilationUnitSyntax _root;

    public VariableTypes(MappedText text, CSharpCompilation compilation)
    {
        _text = text;
        var tree = compilation.SyntaxTrees[0];
        _root = (CompilationUnitSyntax)tree.GetRoot();
        _model = compilation.GetSemanticModel(tree);
    }

    /// <summary>The type of a variable; an error type or null where it has none.</summary>
    public ILocalSymbol? LocalOf(TopLevelVariable variable)
    {
        var position = _text.ToGenerated(variable.Position);
        if (position < 0)
        {
            return null;
        }

        var node = _root.FindToken(position).Parent;
        return node is null ? null : _model.GetDeclaredSymbol(node) as ILocalSymbol;
    }

    /// <summary>The type of an expression of the cell; null where it has none (a method group, a lambda).</summary>
    public TypeInfo TypeOf(ExpressionSyntax expression)
    {
        var start = _text.ToGenerated(expression.SpanStart);
        var statement = start < 0 ? null : _root.FindToken(start).Parent?.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        return statement is null ? default : _model.GetTypeInfo(statement.Expression);
    }

    /// <summary>Whether an error is that a variable's value is used to make its first.</summary>
    public bool IsOfItself(Diagnostic error) =>
        error.Id == "CS0165" && _root.FindNode(error.Location.SourceSpan) is var used
        && used.Ancestors().OfType<VariableDeclaratorSyntax>().Any(d => d.Identifier.ValueText == used.ToString() && d.Initializer?.Span.Contains(used.Span) == true);

    /// <summary>The lambdas and method groups of the body whose delegate has no name, by their place in the cell.</summary>
    public IEnumerable<(TextSpan Span, ITypeSymbol Type)> NamelessDelegates(CellSource source)
    {
        foreach (var expression in source.Body.SelectMany(m => CellSyntax.InSameFunction(m)).OfType<ExpressionSyntax>())
        {
            if (expression is LambdaExpressionSyntax or ParenthesizedLambdaExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax
                && _text.ToGenerated(expression.SpanStart) is var at and >= 0
                && _root.FindToken(at).Parent?.AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(e => e.SpanStart == at && e.IsKind(expression.Kind())) is { } bound
                && _model.GetTypeInfo(bound).ConvertedType is { } type && DelegateStandIns.IsAnonymous(type)
                && (bound is LambdaExpressionSyntax || _model.GetTypeInfo(bound).Type is null))
            {
                yield return (expression.Span, type);
            }
        }
    }

    /// <summary>The errors in the cell's body.</summary>
    public IEnumerable<Diagnostic> BodyErrors()
    {
        var body = _root.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<ClassDeclarationSyntax>().First(c => c.Identifier.ValueText == CellLayout.BodyClass);
        return _model.GetDiagnostics(body.Span).Where(d => d.Severity == DiagnosticSeverity.Error);
    }
}
