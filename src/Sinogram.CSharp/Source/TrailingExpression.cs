using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>A cell's last expression without a semicolon.</summary>
/// <param name="Statement">The statement that the parser made of it.</param>
/// <param name="Expression">The expression; null for <c>a * b</c>, which the parser takes for the declaration of a pointer.</param>
/// <param name="End">Where it ends.</param>
internal sealed record TrailingExpression(StatementSyntax Statement, ExpressionSyntax? Expression, int End)
{
    /// <summary>Its type decides whether there is a value.</summary>
    public bool MayBeVoid => Expression is not (null or LiteralExpressionSyntax or BinaryExpressionSyntax);

    /// <summary>The expression of a statement whose semicolon is not the user's, or null where the statement is none.</summary>
    public static TrailingExpression? Of(StatementSyntax statement) => statement switch
    {
        ExpressionStatementSyntax expression => new TrailingExpression(statement, expression.Expression, expression.Expression.Span.End),
        LocalDeclarationStatementSyntax { Declaration: { Type: PointerTypeSyntax, Variables: [{ Initializer: null } right] } } =>
            new TrailingExpression(statement, null, right.Span.End),
        _ => null,
    };
}
