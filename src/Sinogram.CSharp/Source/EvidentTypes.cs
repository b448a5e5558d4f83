using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>The types of variables where the text alone tells them, so that the compiler need not be asked: of a keyword, or of a literal.</summary>
internal static class EvidentTypes
{
    /// <summary>The type of each variable as generated code writes it; null where the compiler must be asked for one.</summary>
    public static IReadOnlyList<string>? Of(IReadOnlyList<TopLevelVariable> variables)
    {
        var types = new List<string>(variables.Count);
        foreach (var variable in variables)
        {
            if (variable.Form != DeclarationForm.Declarator || variable.MustStayLocal || variable.Declaration is not { } declaration
                || variable.Node is not VariableDeclaratorSyntax { ArgumentList: null } declarator || Of(declaration.Type, declarator) is not { } type)
            {
                return null;
            }

            types.Add(type);
        }

        return types.Count == variables.DistinctBy(v => v.Name).Count() ? types : null;
    }

    private static string? Of(TypeSyntax type, VariableDeclaratorSyntax declarator) => type switch
    {
        PredefinedTypeSyntax { Keyword.RawKind: not (int)SyntaxKind.VoidKeyword } keyword => keyword.Keyword.Text,
        { IsVar: true } when declarator.Initializer is { Value: LiteralExpressionSyntax literal } => Of(literal),
        _ => null,
    };

    /// <summary>The type that <c>var</c> takes from a literal.</summary>
    private static string? Of(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        int => "int",
        long => "long",
        double => "double",
        float => "float",
        decimal => "decimal",
        bool => "bool",
        char => "char",
        string when !literal.IsKind(SyntaxKind.Utf8StringLiteralExpression) => "string",
        _ => null,
    };
}
