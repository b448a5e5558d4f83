using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>A declaration in one line, without attributes and body.</summary>
internal static partial class DeclarationHead
{
    /// <summary>The line.</summary>
    public static string Of(SyntaxNode declaration) => declaration switch
    {
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax f } => Line($"{f.ReturnType} {f.Identifier}{f.TypeParameterList}{f.ParameterList}"),
        MethodDeclarationSyntax m => Line($"{m.ReturnType} {m.Identifier}{m.TypeParameterList}{m.ParameterList}"),
        PropertyDeclarationSyntax p => Line($"{p.Type} {p.Identifier}"),
        RecordDeclarationSyntax r => Line($"{r.Keyword} {r.ClassOrStructKeyword} {r.Identifier}{r.TypeParameterList}{r.ParameterList}"),
        TypeDeclarationSyntax t => Line($"{t.Keyword} {t.Identifier}{t.TypeParameterList}{t.ParameterList}"),
        EnumDeclarationSyntax e => Line($"enum {e.Identifier}"),
        DelegateDeclarationSyntax d => Line($"delegate {d.ReturnType} {d.Identifier}{d.TypeParameterList}{d.ParameterList}"),
        EventDeclarationSyntax e => Line($"event {e.Type} {e.Identifier}"),
        EventFieldDeclarationSyntax e => Line($"event {e.Declaration}"),
        _ => "",
    };

    private static string Line(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
