using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>Whether code can run as it stands, needs more lines, or cannot become right by more.</summary>
internal static class CodeCompleteness
{
    private static readonly CSharpParseOptions Script = CellSource.ParseOptions.WithKind(SourceCodeKind.Script);

    /// <summary>Errors that say that something is missing.</summary>
    private static readonly HashSet<string> Expected =
        ["CS1001", "CS1002", "CS1003", "CS1026", "CS1031", "CS1035", "CS1513", "CS1514", "CS1525", "CS1733", "CS8997"];

    public static Completeness Of(string code)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            return new Completeness(CompletenessStatus.Complete, "");
        }

        var source = CellSource.Parse(code);
        if (source.Errors.Count == 0)
        {
            return new Completeness(CompletenessStatus.Complete, "");
        }

        var isOpen = !SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(code, Script)) || AllErrorsAtEnd(source, code);
        return isOpen ? new Completeness(CompletenessStatus.Incomplete, Indent(code)) : new Completeness(CompletenessStatus.Invalid, "");
    }

    private static bool AllErrorsAtEnd(CellSource source, string code)
    {
        var end = code.TrimEnd().Length;
        return source.Errors.All(e => Expected.Contains(e.Id) && e.Location.SourceSpan.End >= end);
    }

    private static string Indent(string code)
    {
        var depth = 0;
        foreach (var token in SyntaxFactory.ParseTokens(code))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
        }

        return new string(' ', 4 * Math.Max(0, depth));
    }
}
