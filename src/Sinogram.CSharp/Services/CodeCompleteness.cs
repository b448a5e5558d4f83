using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>
/// Whether code can run as it stands, needs more lines, or cannot become right by more. More lines help where every error stands at the end, as what the
/// parser misses does, or is of something open, as a comment; an error before the end stays, whatever follows.
/// </summary>
internal static class CodeCompleteness
{
    private const int Step = 4;

    /// <summary>Errors of what is open: comments, verbatim and raw text, conditional parts and regions. They stand where it begins.</summary>
    private static readonly HashSet<string> Open = ["CS1035", "CS1039", "CS8997", "CS1027", "CS1038", "CS8967"];

    /// <summary>Errors that more lines do not mend though they stand at the end: text and characters that end with their line, an else without its if.</summary>
    private static readonly HashSet<string> Final = ["CS1010", "CS1012", "CS1011", "CS1056", "CS1022", "CS8641"];

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

        if (source.Root.DescendantNodes().OfType<InterpolatedStringExpressionSyntax>().LastOrDefault(t => t.StringEndToken.IsMissing) is { } text && text.StringStartToken.IsKind(SyntaxKind.InterpolatedStringStartToken))
        {
            // Such a text ends with its line; within its braces there may be more lines.
            return new Completeness(text.Contents.LastOrDefault() is InterpolationSyntax { CloseBraceToken.IsMissing: true } ? CompletenessStatus.Incomplete : CompletenessStatus.Invalid, "");
        }

        var last = source.Root.GetLastToken(includeZeroWidth: false, includeSkipped: true);
        var end = last.Span.End;
        var open = source.Errors.Where(e => Open.Contains(e.Id)).Select(e => e.Location.SourceSpan.Start).DefaultIfEmpty(int.MaxValue).Min();
        var isUnwanted = open == int.MaxValue && last.Parent is SkippedTokensTriviaSyntax
            && last.Kind() is SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken;
        return !isUnwanted && source.Errors.All(e => IsMended(e, end, open))
            ? new Completeness(CompletenessStatus.Incomplete, open < int.MaxValue ? "" : Indent(code))
            : new Completeness(CompletenessStatus.Invalid, "");
    }

    private static bool IsMended(Diagnostic error, int end, int open)
    {
        var span = error.Location.SourceSpan;
        return !Final.Contains(error.Id) && (Open.Contains(error.Id) || span.End >= end || span.Start >= open);
    }

    /// <summary>The indent of the line that follows: that of the last one, and a step more where it opens something or is the head of a statement.</summary>
    private static string Indent(string code)
    {
        var line = code.TrimEnd().Split('\n')[^1].TrimEnd('\r');
        var indent = line[..(line.Length - line.TrimStart().Length)];
        var depth = 0;
        SyntaxToken last = default;
        SyntaxToken first = default;
        foreach (var token in SyntaxFactory.ParseTokens(line).TakeWhile(t => !t.IsKind(SyntaxKind.EndOfFileToken)))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
            first = first.IsKind(SyntaxKind.None) ? token : first;
            last = token;
        }

        var isHead = last.Kind() is SyntaxKind.ElseKeyword or SyntaxKind.DoKeyword || (last.IsKind(SyntaxKind.ColonToken) && first.Kind() is SyntaxKind.CaseKeyword or SyntaxKind.DefaultKeyword)
            || (last.IsKind(SyntaxKind.CloseParenToken) && depth == 0 && first.Kind() is SyntaxKind.IfKeyword or SyntaxKind.ForKeyword or SyntaxKind.ForEachKeyword
                or SyntaxKind.WhileKeyword or SyntaxKind.UsingKeyword or SyntaxKind.LockKeyword or SyntaxKind.FixedKeyword or SyntaxKind.ElseKeyword);
        return depth > 0 || isHead ? indent + new string(' ', Step) : indent;
    }
}
