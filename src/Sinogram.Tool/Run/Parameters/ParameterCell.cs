using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.Tool.Run.Parameters;

/// <summary>Reads the declarations of a cell tagged <c>parameters</c>: names, types, defaults, comments. Runs nothing.</summary>
internal static class ParameterCell
{
    /// <summary>The parameters, in order.</summary>
    public static IReadOnlyList<ParameterDeclaration> Read(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Regular)).GetCompilationUnitRoot();
        return
        [
            .. root.Members.OfType<GlobalStatementSyntax>()
                .Select(g => g.Statement)
                .OfType<LocalDeclarationStatementSyntax>()
                .SelectMany(Declarations),
        ];
    }

    private static IEnumerable<ParameterDeclaration> Declarations(LocalDeclarationStatementSyntax statement)
    {
        var declared = statement.Declaration.Type;
        foreach (var variable in statement.Declaration.Variables)
        {
            if (variable.Initializer is { Value: var value })
            {
                yield return new ParameterDeclaration(
                    variable.Identifier.ValueText, declared.IsVar ? TypeOf(value) : declared.ToString(), value.ToString(), Comment(statement));
            }
        }
    }

    private static string? TypeOf(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax literal => TypeOf(literal.Token.Value),
        InterpolatedStringExpressionSyntax => "string",
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax literal } => TypeOf(literal.Token.Value),
        ParenthesizedExpressionSyntax parenthesized => TypeOf(parenthesized.Expression),
        CastExpressionSyntax cast => cast.Type.ToString(),
        ArrayCreationExpressionSyntax array => array.Type.ToString(),
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var first, ..] } => TypeOf(first) is { } element ? element + "[]" : null,
        ObjectCreationExpressionSyntax creation => creation.Type.ToString(),
        BinaryExpressionSyntax binary when TypeOf(binary.Left) == TypeOf(binary.Right) => TypeOf(binary.Left),
        _ => null,
    };

    private static string? TypeOf(object? constant) => constant switch
    {
        int => "int",
        uint => "uint",
        long => "long",
        double => "double",
        float => "float",
        decimal => "decimal",
        bool => "bool",
        string => "string",
        char => "char",
        _ => null,
    };

    private static string Comment(SyntaxNode statement)
    {
        var comments = statement.GetTrailingTrivia().Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).ToList();
        if (comments.Count == 0)
        {
            comments = [.. statement.GetLeadingTrivia().Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia))];
        }

        return string.Join(' ', comments.Select(c => c.ToString().TrimStart('/', ' ')));
    }
}
