using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;

namespace Sinogram.CSharp.Services;

/// <summary>Completion, beside execution: the cell is laid out as it would run, bound as far as needed, and thrown away.</summary>
internal sealed partial class Completer(CellCompiler compiler, NameTable table, DocumentationSource documentation, DynamicValues dynamics, DirectiveCompleter directives, TextCompletion texts)
{
    /// <summary>Longer lists come without documentation: nobody reads it, and every summary has to be looked up.</summary>
    private const int MostDocumented = 150;

    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(k => k.Length > 1 && k.All(char.IsAsciiLetterLower) && k is not ("arglist" or "makeref")),
        .. SyntaxFacts.GetContextualKeywordKinds().Select(SyntaxFacts.GetText).Where(k => k is "var" or "await" or "async" or "record" or "dynamic" or "yield" or "when" or "where" or "nameof"
            or "from" or "select" or "orderby" or "group" or "partial" or "required" or "init" or "with" or "global"),
    ];

    /// <summary>Completions for the word at a position.</summary>
    public Completions Complete(string code, int position, CancellationToken token)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (directives.Complete(code, position, token) is { } directive)
        {
            return directive;
        }

        var start = position;
        while (start > 0 && IsWord(code[start - 1]))
        {
            start--;
        }

        var prefix = code[start..position];
        var isMember = start > 0 && code[start - 1] == '.' && (start < 2 || code[start - 2] != '.');
        if ((prefix.Length > 0 && char.IsAsciiDigit(prefix[0])) || compiler.Draft(code, start, token) is not { } draft)
        {
            return new Completions(position, position, []);
        }

        if (draft.IsText(start, position))
        {
            return texts.Complete(draft.Written, position) ?? new Completions(position, position, []);
        }

        var found = new Dictionary<string, Completion>(StringComparer.Ordinal);
        if (draft.Overridable(start) is { } overridable)
        {
            foreach (var member in overridable.Where(m => Matches(m.Name, prefix)))
            {
                var text = SymbolText.Override(member);
                found.TryAdd(text, new Completion(text, SymbolText.Kind(member), SymbolText.Signature(member)));
            }

            return new Completions(start, position, [.. found.Values.OrderBy(c => c.Signature, StringComparer.OrdinalIgnoreCase)]);
        }

        foreach (var (text, signature) in isMember ? [] : draft.ArgumentNames(start).Where(a => Matches(a.Name, prefix)))
        {
            found.TryAdd(text + ":", new Completion(text + ":", "param", signature));
        }

        if (UsingDirective().Match(code[..start]) is { Success: true } inUsing)
        {
            AddNamespaces(draft, start, prefix, isMember, found);
            if (found.Count > 0 && !inUsing.Groups["static"].Success)
            {
                return new Completions(start, position, [.. found.Values.OrderBy(c => c.Text, StringComparer.OrdinalIgnoreCase)]);
            }
        }

        if (!isMember && !draft.IsForMembersOnly(start))
        {
            AddNames(prefix, found);
        }

        if (isMember || prefix.Length > 0 || draft.IsForMembersOnly(start) || draft.IsInInitializer(start))
        {
            AddSymbols(draft.SymbolsAt(start, isMember), draft, prefix, found, token);
            if (isMember && dynamics.Before(draft, code, start, token) is { } known)
            {
                // A dynamic call finds no extension methods.
                AddSymbols(known.Draft.SymbolsAt(known.Position, true).Where(s => s is not IMethodSymbol { ReducedFrom: not null }), known.Draft, prefix, found, token);
                foreach (var member in known.MadeUp.Where(m => Matches(m.Text, prefix)))
                {
                    found.TryAdd(member.Text, member);
                }
            }
        }

        return new Completions(start, position,
        [
            .. found.Values.OrderBy(c => !c.Text.StartsWith(prefix, StringComparison.Ordinal)).ThenBy(c => isMember && c.Kind != "constant").ThenBy(c => c.Text, StringComparer.OrdinalIgnoreCase),
        ]);
    }

    /// <summary>What a using directive names: namespaces, those of the compilation or of earlier cells.</summary>
    private void AddNamespaces(Draft draft, int start, string prefix, bool isMember, Dictionary<string, Completion> found)
    {
        var spaces = isMember ? draft.SymbolsAt(start, isMember: true).OfType<INamespaceSymbol>() : draft.Compilation.GlobalNamespace.GetNamespaceMembers();
        var names = spaces.Select(s => s.Name).Concat(isMember ? [] : table.NamespaceParts()).Where(n => Matches(n, prefix) && char.IsLetter(n[0]));
        foreach (var name in names)
        {
            found.TryAdd(name, new Completion(name, "module", "namespace " + name));
        }
    }

    private void AddNames(string prefix, Dictionary<string, Completion> found)
    {
        foreach (var entry in table.All().Where(e => Matches(e.Name, prefix) && e is not MethodEntry { IsExtension: true }))
        {
            found[entry.Name] = new Completion(
                entry.Name,
                KindOf(entry),
                entry is Slot { IsConstant: true } constant
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"const {constant.Field.FieldType.Name} {constant.Name} = {constant.Field.GetRawConstantValue()}")
                    : entry is Slot slot
                    ? TypeNames.ForPeople(slot.TypeText.Replace("global::", "", StringComparison.Ordinal), _ => null)
                    : $"{entry.Display} (cell {entry.Cell.CellNumber})",
                Documentation.Of(entry.Comment)?.Short);
        }

        foreach (var space in table.NamespaceParts().Where(n => Matches(n, prefix)))
        {
            found.TryAdd(space, new Completion(space, "module", "namespace " + space));
        }

        foreach (var keyword in Keywords.Where(k => prefix.Length > 0 && k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            found.TryAdd(keyword, new Completion(keyword, "keyword"));
        }
    }

    private void AddSymbols(IEnumerable<ISymbol> symbols, Draft draft, string prefix, Dictionary<string, Completion> found, CancellationToken token)
    {
        var groups = symbols.Where(s => Matches(s.Name, prefix) && IsOffered(s)).GroupBy(s => s.Name, StringComparer.Ordinal).ToList();
        foreach (var group in groups)
        {
            token.ThrowIfCancellationRequested();
            var symbol = group.First();
            var more = group.Count() - 1;
            found.TryAdd(group.Key, new Completion(
                group.Key,
                SymbolText.Kind(symbol),
                SymbolText.Signature(symbol) + (more > 0 ? $" (+ {more})" : ""),
                groups.Count <= MostDocumented ? documentation.Of(symbol, draft.Compilation)?.Short : null));
        }
    }

    private static string KindOf(NameEntry entry) => entry switch
    {
        Slot { IsConstant: true } => "constant",
        Slot => "instance",
        MethodEntry { Display: var display } => display.StartsWith("event ", StringComparison.Ordinal) ? "event" : display.Contains('(', StringComparison.Ordinal) ? "function" : "property",
        _ => entry.Display.Split(' ')[0] is "interface" or "struct" or "enum" or "delegate" ? entry.Display.Split(' ')[0] : "class",
    };

    private static bool IsOffered(ISymbol symbol) =>
        symbol.CanBeReferencedByName && !symbol.Name.StartsWith("__", StringComparison.Ordinal) && !(symbol is INamespaceSymbol && HiddenTypes.IsSpace(symbol.Name))
        && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor };

    private static bool Matches(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>A line that begins a using directive, up to the word that is being written.</summary>
    [GeneratedRegex(@"(?:^|\n)[ \t]*using[ \t]+(?<static>static[ \t]+)?[\w.]*\z")]
    private static partial Regex UsingDirective();

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
