using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>Constants at the top level.</summary>
internal static class Constants
{
    /// <summary>The declaration of constants in a member, or null.</summary>
    public static VariableDeclarationSyntax? Of(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword) => field.Declaration,
        GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax { IsConst: true } local } => local.Declaration,
        _ => null,
    };
}
