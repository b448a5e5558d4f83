using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// The compiler's warnings that a cell asks for: those about null by <c>#nullable enable</c>, all by <c>#pragma warning restore</c> or <c>enable</c>, some by the same with their
/// numbers.
/// </summary>
internal sealed class WantedWarnings
{
    private readonly bool _null;
    private readonly bool _all;
    private readonly HashSet<string> _some = [];

    private WantedWarnings(SyntaxNode root)
    {
        if (!root.ContainsDirectives)
        {
            return;
        }

        for (var directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            switch (directive)
            {
                case NullableDirectiveTriviaSyntax { SettingToken.RawKind: (int)SyntaxKind.EnableKeyword }:
                    _null = true;
                    break;
                case PragmaWarningDirectiveTriviaSyntax { DisableOrRestoreKeyword.RawKind: (int)SyntaxKind.RestoreKeyword or (int)SyntaxKind.EnableKeyword } pragma:
                    _all |= pragma.ErrorCodes.Count == 0;
                    _some.UnionWith(pragma.ErrorCodes.Select(Number));
                    break;
            }
        }
    }

    /// <summary>What a cell's text asks for.</summary>
    public static WantedWarnings Of(SyntaxNode root) => new(root);

    /// <summary>Whether a message is a warning that the cell asks for.</summary>
    public bool Include(Diagnostic diagnostic) =>
        diagnostic is { Severity: DiagnosticSeverity.Warning, IsSuppressed: false }
        && (_all || _some.Contains(diagnostic.Id) || (_null && diagnostic.Id.StartsWith("CS8", StringComparison.Ordinal)));

    private static string Number(ExpressionSyntax code) =>
        code.ToString() is var text && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? "CS" + number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture)
            : text;
}
