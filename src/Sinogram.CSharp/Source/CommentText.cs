using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>Documentation comments, which cells are parsed without, read from the text before a declaration.</summary>
internal static class CommentText
{
    /// <summary>The inside of the documentation comment before a declaration; null where there is none.</summary>
    public static string? Before(SyntaxNode declaration)
    {
        var node = declaration is VariableDeclaratorSyntax { Parent.Parent: { } statement } ? statement : declaration;
        var lines = new StringBuilder();
        foreach (var trivia in node.GetLeadingTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString() is var line && line.StartsWith("///", StringComparison.Ordinal))
            {
                lines.Append(line.AsSpan(3)).Append('\n');
            }
            else if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && trivia.ToString() is var block && block.StartsWith("/**", StringComparison.Ordinal) && block.Length > 5)
            {
                lines.AppendJoin('\n', block[3..^2].Split('\n').Select(l => l.TrimStart().TrimStart('*')));
            }
        }

        return lines.Length == 0 ? null : lines.ToString();
    }
}
