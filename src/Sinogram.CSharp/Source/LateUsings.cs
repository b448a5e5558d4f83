using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>Using directives behind other parts of a cell: C# wants them first, a notebook does not.</summary>
internal static partial class LateUsings
{
    public static IReadOnlyList<CellUsing> Find(string text, CompilationUnitSyntax root)
    {
        var found = new List<CellUsing>();
        foreach (Match match in Directive().Matches(text))
        {
            var start = match.Index + match.Groups["space"].Length;
            if (root.Usings.All(u => u.SpanStart != start)
                && ((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(match.Value, CellSource.ParseOptions).GetRoot()).Usings is [var directive])
            {
                found.Add(new CellUsing(directive, start, match.Index + match.Length));
            }
        }

        return found;
    }

    /// <summary>The text with the directives blanked out.</summary>
    public static string Blank(string text, IReadOnlyList<CellUsing> usings)
    {
        var characters = text.ToCharArray();
        foreach (var directive in usings)
        {
            for (var i = directive.Start; i < directive.End; i++)
            {
                characters[i] = characters[i] is '\n' or '\r' ? characters[i] : ' ';
            }
        }

        return new string(characters);
    }

    [GeneratedRegex(@"^(?<space>[ \t]*)(?:global\s+)?using\s+(?:static\s+)?(?:@?\w+\s*=\s*)?[\w.:]+(?:<[^;()]*>)?\s*;", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
