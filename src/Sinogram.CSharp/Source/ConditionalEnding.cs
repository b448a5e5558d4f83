using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>
/// A last expression such as <c>ok ? x.Y : z</c>: where a statement begins, the parser takes it for the declaration of an <c>ok?</c>.
/// </summary>
internal static class ConditionalEnding
{
    /// <summary>How many parts the parser may make of it.</summary>
    private const int MostParts = 8;

    /// <summary>Where it begins; -1 where the text does not end with one.</summary>
    public static int Find(string text, CompilationUnitSyntax root)
    {
        if (!text.Contains('?', StringComparison.Ordinal))
        {
            return -1;
        }

        var found = -1;
        foreach (var member in root.Members.Reverse().Take(MostParts))
        {
            var expression = SyntaxFactory.ParseExpression(text, member.SpanStart, CellSource.ParseOptions, consumeFullText: true);
            if (expression is ConditionalExpressionSyntax && !expression.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
            {
                found = member.SpanStart;
            }
        }

        return found;
    }

    /// <summary>The text with parentheses around it, in the place of white space.</summary>
    public static string InParentheses(string text, int start) => string.Concat(text.AsSpan(0, start - 1), "(", text.AsSpan(start), "\n);");
}
