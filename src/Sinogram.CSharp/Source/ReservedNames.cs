using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>
/// The names of generated code. What a cell names so would meet them, and whichever of the two were meant would be the wrong one: such a name is refused where it is
/// written.
/// </summary>
internal static partial class ReservedNames
{
    /// <summary>The first reserved name in a cell; null where there is none.</summary>
    public static SyntaxToken? Find(CellSource source)
    {
        if (!source.Text.Contains("__", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var token in source.Root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)))
        {
            if (Reserved().IsMatch(token.ValueText) || (token.ValueText == "__" && token.Parent is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseNamespaceDeclarationSyntax))
            {
                return token;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^__(?:Body|Run|frame|value|anonymous|at|error|(?:is|using|c|Mark|Delegate)\d+|[VMT]_\w*)$")]
    private static partial Regex Reserved();
}
