using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>
/// A last expression that the parser takes for a declaration where a statement begins: <c>ok ? x.Y : z</c> for one of an <c>ok?</c>, <c>width * height > 5</c> for one of
/// a pointer, <c>scan with { Id = 2 }</c> for that of a property, <c>[.. a, 3]</c> for attributes.
/// </summary>
internal static class MistakenEnding
{
    private const string With = "with";

    /// <summary>How many parts the parser may make of it.</summary>
    private const int MostParts = 8;

    /// <summary>Whether a text without errors ends with what is hardly a property of the name <c>with</c>.</summary>
    public static bool IsLikely(CompilationUnitSyntax root) => root.Members.LastOrDefault() is PropertyDeclarationSyntax { Identifier.ValueText: With };

    /// <summary>Where it begins; -1 where the text does not end with one.</summary>
    public static int Find(string text, CompilationUnitSyntax root)
    {
        if (!text.AsSpan().ContainsAny("?*[") && !text.Contains(With, StringComparison.Ordinal))
        {
            return -1;
        }

        var found = -1;
        foreach (var member in root.Members.Reverse().Take(MostParts))
        {
            var expression = SyntaxFactory.ParseExpression(text, member.SpanStart, CellSource.ParseOptions, consumeFullText: true);
            if (IsMistaken(expression) && !expression.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
            {
                found = member.SpanStart;
            }
        }

        return found;
    }

    /// <summary>Without a spread, what stands in brackets may be the attributes of a declaration that is not written yet.</summary>
    private static bool IsMistaken(ExpressionSyntax expression) =>
        expression is ConditionalExpressionSyntax or WithExpressionSyntax or BinaryExpressionSyntax
        || (expression is CollectionExpressionSyntax collection && collection.Elements.Any(e => e is SpreadElementSyntax));

    /// <summary>The text with parentheses around it, in the place of white space.</summary>
    public static string InParentheses(string text, int start) => string.Concat(text.AsSpan(0, start - 1), "(", text.AsSpan(start), "\n);");
}
