using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Services;

/// <summary>Completion within a text: the columns or keys of the variable whose index or argument it is, or files.</summary>
/// <param name="names">What there is to name.</param>
/// <param name="valueOf">The value of a variable; null where there is none.</param>
internal sealed class TextCompletion(ITextNames names, Func<string, object?> valueOf)
{
    /// <summary>Completions at a position of a text; null where there is no text, or one that says nothing of the kind.</summary>
    public Completions? Complete(SyntaxNode root, int position)
    {
        var token = position > 0 ? root.FindToken(position - 1) : default;
        if (Written(token, position) is not { } written)
        {
            return null;
        }

        var call = token.Parent?.Ancestors().FirstOrDefault(a => a is BaseArgumentListSyntax)?.Parent;
        if (call is not null && Receiver(call) is { } variable && valueOf(variable) is { } value && names.Keys(value) is { Count: > 0 } keys)
        {
            // An index is a name as it stands; an argument may be an expression over names.
            var kept = call is ElementAccessExpressionSyntax ? 0 : written.Length - written.Reverse().TakeWhile(c => char.IsLetterOrDigit(c) || c == '_').Count();
            return Matching(keys, written, kept, position, "property");
        }

        return Matching(names.Files(written), written, written.LastIndexOf('/') + 1, position, "path");
    }

    private static Completions Matching(IReadOnlyList<string> found, string written, int kept, int position, string kind)
    {
        var word = written[kept..];
        return new Completions(position - word.Length, position, [.. found.Where(n => n.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(n => new Completion(n, kind))]);
    }

    /// <summary>What is written of a text before a position; null outside of one, and where it has escapes.</summary>
    private static string? Written(SyntaxToken token, int position)
    {
        var text = token.ToString();
        var length = position - token.SpanStart;
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken when length > 0 && (length < text.Length || token.ContainsDiagnostics):
                var open = text.IndexOf('"', StringComparison.Ordinal) + 1;
                return length < open ? null : Plain(text[open..Math.Min(length, text.Length)]);
            case SyntaxKind.InterpolatedStringTextToken:
                return Plain(text[..Math.Min(length, text.Length)]);
            default:
                return null;
        }
    }

    private static string? Plain(string text) => text.AsSpan().IndexOfAny('\\', '\n') < 0 ? text : null;

    /// <summary>The variable at the beginning of a chain: <c>t</c> of <c>t.GroupBy("…").OrderBy</c>.</summary>
    private static string? Receiver(SyntaxNode? node) => node switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        ElementAccessExpressionSyntax access => Receiver(access.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => Receiver(member.Expression),
        MemberAccessExpressionSyntax member => Receiver(member.Expression),
        _ => null,
    };
}
