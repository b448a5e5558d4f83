using System.Collections;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Errors;

/// <summary>
/// For an index that was out of range in a line of a cell's body: how many elements there are, and which was asked for. The runtime tells neither; both are known
/// where they stand in variables of the notebook.
/// </summary>
internal static class IndexWords
{
    /// <summary>The words; null where nothing is known.</summary>
    /// <param name="line">The line of code.</param>
    /// <param name="valueOf">The value of a variable, null for what is none.</param>
    /// <param name="lengthSuffices">Where the index is unknown, the length is worth telling.</param>
    public static string? Of(string line, Func<string, object?> valueOf, bool lengthSuffices)
    {
        var accesses = SyntaxFactory.ParseCompilationUnit(line).DescendantNodes().OfType<ElementAccessExpressionSyntax>()
            .Select(a => (Access: a, Holder: a.Expression is IdentifierNameSyntax name ? valueOf(name.Identifier.ValueText) : null)).ToList();
        foreach (var (access, holder) in accesses)
        {
            if (Lengths(holder) is { } lengths && lengths.Length == access.ArgumentList.Arguments.Count)
            {
                for (var i = 0; i < lengths.Length; i++)
                {
                    if (Index(access.ArgumentList.Arguments[i].Expression, lengths[i], valueOf) is { } index && (index < 0 || index >= lengths[i]))
                    {
                        return Words(access, lengths, i) + string.Create(CultureInfo.InvariantCulture, $", and the index is {index}.");
                    }
                }
            }
        }

        return lengthSuffices && accesses is [var (only, value)] && Lengths(value) is [var length] ? Words(only, [length], 0) + "." : null;
    }

    private static string Words(ElementAccessExpressionSyntax access, int[] lengths, int dimension)
    {
        var which = lengths.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" in dimension {dimension}");
        return lengths[dimension] == 0
            ? $"{access.Expression} has no elements{which}"
            : string.Create(CultureInfo.InvariantCulture, $"{access.Expression} has {lengths[dimension]} element{(lengths[dimension] == 1 ? "" : "s")}{which}, 0 to {lengths[dimension] - 1}");
    }

    private static int[]? Lengths(object? value) => value switch
    {
        string text => [text.Length],
        Array array => [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)],
        ICollection many and not IDictionary => [many.Count],
        _ => null,
    };

    private static long? Index(ExpressionSyntax expression, int length, Func<string, object?> valueOf) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: int number } => number,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => -Index(minus.Operand, length, valueOf),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } fromEnd => length - Index(fromEnd.Operand, length, valueOf),
        ParenthesizedExpressionSyntax inner => Index(inner.Expression, length, valueOf),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Index(sum.Left, length, valueOf) + Index(sum.Right, length, valueOf),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } difference => Index(difference.Left, length, valueOf) - Index(difference.Right, length, valueOf),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" or "Count", Expression: IdentifierNameSyntax name } => Lengths(valueOf(name.Identifier.ValueText)) is [var count] ? count : null,
        IdentifierNameSyntax name => valueOf(name.Identifier.ValueText) is int or long or short or byte ? Convert.ToInt64(valueOf(name.Identifier.ValueText), CultureInfo.InvariantCulture) : null,
        _ => null,
    };
}
