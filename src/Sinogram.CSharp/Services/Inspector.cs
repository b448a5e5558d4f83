using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Sinogram.Core.Display;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;

namespace Sinogram.CSharp.Services;

/// <summary>Inspection, beside execution: signature, documentation and, for a variable, the value that it has now.</summary>
internal sealed class Inspector(CellCompiler compiler, NameTable table, DocumentationSource documentation, DynamicValues dynamics, Func<string, object?> valueOf)
{
    private const int MostOverloads = 10;

    /// <summary>What is known of the name at a position or, between the parentheses of a call, of what is called; null where that is nothing.</summary>
    public MimeBundle? Inspect(string code, int position, CancellationToken token)
    {
        position = Math.Clamp(position, 0, code.Length);
        var (start, end) = Word(code, position);
        var draft = compiler.Draft(code, start < end ? start : position, token);
        if (draft is null)
        {
            return null;
        }

        if (start < end && Named(draft, code, start, token) is { } named)
        {
            return named;
        }

        if (draft.CallAround(position) is { } called)
        {
            return Describe(called, draft);
        }

        // Behind the end of a name, as of "Math.Max(": the name before.
        while (position > 0 && !IsWord(code[position - 1]))
        {
            position--;
        }

        (start, end) = Word(code, position);
        return start < end && compiler.Draft(code, start, token) is { } before ? Named(before, code, start, token) : null;
    }

    /// <summary>What is known of the name that begins at a position; of a dynamic value's member, what its value tells.</summary>
    private MimeBundle? Named(Draft draft, string code, int start, CancellationToken token)
    {
        if (draft.SymbolAt(start) is { } symbol)
        {
            return Describe(symbol, draft);
        }

        return dynamics.Before(draft, code, start, token) is { } known && known.Draft.SymbolAt(known.Position) is { } member ? Describe(member, known.Draft) : null;
    }

    private static (int Start, int End) Word(string code, int position)
    {
        var (start, end) = (position, position);
        while (end < code.Length && IsWord(code[end]))
        {
            end++;
        }

        while (start > 0 && IsWord(code[start - 1]))
        {
            start--;
        }

        return (start, end);
    }

    private MimeBundle Describe(ISymbol symbol, Draft draft)
    {
        var text = new StringBuilder();
        var html = new StringBuilder();
        Code(SymbolText.Signature(symbol));
        if (symbol is IFieldSymbol or ILocalSymbol && table.TryVariable(symbol.Name, out var slot) && !slot.TypeText.Contains('*', StringComparison.Ordinal))
        {
            Line("Value: ", ValuePreview.Of(valueOf(symbol.Name)));
        }

        if (documentation.Of(symbol, draft.Compilation) is { } about)
        {
            Line("", about.Summary);
            foreach (var (name, meaning) in about.Parameters)
            {
                Line("  " + name + ": ", meaning);
            }

            Line("Returns: ", about.Returns);
            Line("", about.Remarks is { Length: > 600 } remarks ? remarks[..600] + " …" : about.Remarks);
        }

        if (symbol is INamedTypeSymbol { TypeKind: TypeKind.Enum } values)
        {
            Line("Values: ", string.Join(", ", values.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => f.Name)));
        }

        Overloads(symbol);
        var owner = symbol.ContainingAssembly?.Name is { } assembly && compiler.Assemblies.TryGetValue(assembly, out var cell) && cell.CellNumber > 0 ? "cell " + cell.CellNumber : null;
        if (owner is not null || (symbol.ContainingNamespace is { IsGlobalNamespace: false } space && !space.ToDisplayString().StartsWith("__", StringComparison.Ordinal)))
        {
            Line("In ", owner ?? symbol.ContainingNamespace!.ToDisplayString());
        }

        return MimeBundle.Html(html.ToString(), text.ToString().TrimEnd('\n'));

        void Overloads(ISymbol one)
        {
            var others = one switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public),
                IMethodSymbol { ContainingType: { } type } method => type.GetMembers(method.Name).OfType<IMethodSymbol>(),
                _ => [],
            };
            var list = others.Where(o => !SymbolEqualityComparer.Default.Equals(o.OriginalDefinition, one.OriginalDefinition) && (one as IMethodSymbol)?.ReducedFrom?.Equals(o, SymbolEqualityComparer.Default) != true).ToList();
            foreach (var other in list.Take(MostOverloads))
            {
                Code(SymbolText.Signature(other));
            }

            Line("", list.Count > MostOverloads ? $"and {list.Count - MostOverloads} more overloads" : null);
        }

        void Code(string line)
        {
            text.Append(line).Append('\n');
            html.Append("<pre>").Append(WebUtility.HtmlEncode(line)).Append("</pre>");
        }

        void Line(string label, string? line)
        {
            if (line is not null)
            {
                text.Append(label).Append(line).Append('\n');
                html.Append("<div>").Append(WebUtility.HtmlEncode(label)).Append(WebUtility.HtmlEncode(line)).Append("</div>");
            }
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
