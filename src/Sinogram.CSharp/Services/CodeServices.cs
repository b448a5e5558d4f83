using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;

namespace Sinogram.CSharp.Services;

/// <summary>Completion and inspection, beside execution: the cell is laid out as it would run, bound as far as needed, and thrown away.</summary>
internal sealed class CodeServices(CellCompiler compiler, NameTable table, ReferenceDocumentation documentation, Func<string, object?> valueOf)
{
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(k => k.Length > 1 && k.All(char.IsAsciiLetterLower) && k is not ("arglist" or "makeref")),
    ];

    /// <summary>Completions for the word at a position.</summary>
    public Completions Complete(string code, int position, CancellationToken token)
    {
        position = Math.Clamp(position, 0, code.Length);
        var start = position;
        while (start > 0 && IsWord(code[start - 1]))
        {
            start--;
        }

        var prefix = code[start..position];
        var found = new Dictionary<string, Completion>(StringComparer.Ordinal);
        var isMember = start > 0 && code[start - 1] == '.';
        if (!isMember)
        {
            AddNames(prefix, found);
        }

        if (isMember || prefix.Length > 0)
        {
            AddSymbols(code, start, prefix, isMember, found, token);
        }

        return new Completions(start, position,
        [
            .. found.Values.OrderBy(c => !c.Text.StartsWith(prefix, StringComparison.Ordinal)).ThenBy(c => c.Text, StringComparer.OrdinalIgnoreCase),
        ]);
    }

    /// <summary>What is known of the name at a position.</summary>
    public MimeBundle? Inspect(string code, int position, CancellationToken token)
    {
        position = Math.Clamp(position, 0, code.Length);
        var end = position;
        while (end < code.Length && IsWord(code[end]))
        {
            end++;
        }

        while (end > 0 && !IsWord(code[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && IsWord(code[start - 1]))
        {
            start--;
        }

        if (start == end || compiler.Draft(code, start, token) is not { } draft || draft.SymbolAt(start) is not { } symbol)
        {
            return null;
        }

        return SymbolDescription.Of(symbol, Signature(symbol), documentation.SummaryOf(symbol), Preview(symbol));
    }

    private string? Preview(ISymbol symbol)
    {
        if (symbol is not (IFieldSymbol or ILocalSymbol) || !table.TryVariable(symbol.Name, out _))
        {
            return null;
        }

        var text = Convert.ToString(valueOf(symbol.Name), CultureInfo.InvariantCulture) ?? "null";
        return text.Length > 300 ? text[..300] + " …" : text;
    }

    private void AddNames(string prefix, Dictionary<string, Completion> found)
    {
        foreach (var entry in table.All().Where(e => Matches(e.Name, prefix)))
        {
            found[entry.Name] = entry switch
            {
                Slot slot => new Completion(entry.Name, "instance", TypeNames.ForPeople(slot.TypeText.Replace("global::", "", StringComparison.Ordinal), _ => null)),
                MethodEntry => new Completion(entry.Name, "function", $"cell {entry.Cell.CellNumber}"),
                _ => new Completion(entry.Name, "class", $"cell {entry.Cell.CellNumber}"),
            };
        }

        foreach (var keyword in Keywords.Where(k => prefix.Length > 0 && k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            found.TryAdd(keyword, new Completion(keyword, "keyword"));
        }
    }

    private void AddSymbols(string code, int start, string prefix, bool isMember, Dictionary<string, Completion> found, CancellationToken token)
    {
        if (compiler.Draft(code, start, token) is not { } draft)
        {
            return;
        }

        foreach (var group in draft.SymbolsAt(start, isMember).Where(s => Matches(s.Name, prefix) && IsOffered(s)).GroupBy(s => s.Name, StringComparer.Ordinal))
        {
            token.ThrowIfCancellationRequested();
            var symbol = group.First();
            var more = group.Count() - 1;
            found.TryAdd(group.Key, new Completion(group.Key, Kind(symbol), Signature(symbol) + (more > 0 ? $" (+ {more})" : "")));
        }
    }

    private static bool IsOffered(ISymbol symbol) =>
        symbol.CanBeReferencedByName && !symbol.Name.StartsWith("__", StringComparison.Ordinal)
        && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor };

    private static bool Matches(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static string Signature(ISymbol symbol) => TypeNames.ForPeople(
        symbol switch
        {
            ILocalSymbol local => local.Type.ToDisplayString(Short) + " " + local.Name,
            IFieldSymbol field => field.Type.ToDisplayString(Short) + " " + field.Name,
            INamespaceSymbol => "namespace " + symbol.ToDisplayString(),
            _ => symbol.ToDisplayString(Short),
        },
        _ => null);

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol or ILocalSymbol or IParameterSymbol or IEventSymbol => "instance",
        INamespaceSymbol => "module",
        INamedTypeSymbol => "class",
        _ => "instance",
    };
}
