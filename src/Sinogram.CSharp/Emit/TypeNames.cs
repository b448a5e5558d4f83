using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Emit;

/// <summary>Types as text: for generated code, to compare, and for people.</summary>
internal static partial class TypeNames
{
    /// <summary>How generated code writes types.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as generated code names it.</summary>
    public static string Code(ITypeSymbol type, IReadOnlyDictionary<string, CellAssembly> cells)
    {
        var text = type.ToDisplayString(Full);
        foreach (var shadowed in CellsIn(type, cells).Where(c => c.IsShadowed))
        {
            foreach (var named in NamedIn(type).Where(n => n.ContainingAssembly?.Name == shadowed.Name))
            {
                var name = named.OriginalDefinition.ToDisplayString(Full);
                name = name.Split('<')[0];
                text = text.Replace(name, shadowed.Root + name["global::".Length..], StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>Text that is equal for equal types, also where two cells have types of one name.</summary>
    public static string Identity(ITypeSymbol type, IReadOnlyDictionary<string, CellAssembly> cells) =>
        type.ToDisplayString(Full) + "|" + string.Join(',', CellsIn(type, cells).Select(c => c.Id));

    /// <summary>The cells whose types are part of a type.</summary>
    public static IEnumerable<CellAssembly> CellsIn(ITypeSymbol type, IReadOnlyDictionary<string, CellAssembly> cells) =>
        NamedIn(type).Select(n => n.ContainingAssembly?.Name is { } name && cells.TryGetValue(name, out var cell) ? cell : null)
            .OfType<CellAssembly>().Distinct();

    /// <summary>Takes the engine's own namespaces out of a text; with two types of one name, says from which cells they are.</summary>
    public static string ForPeople(string text, Func<int, int?> cellNumber)
    {
        if (!text.Contains("__", StringComparison.Ordinal))
        {
            return text;
        }

        var clashes = GeneratedName().Matches(text).Select(m => (Cell: m.Groups[1].Value, Name: m.Groups[2].Value)).Distinct()
            .GroupBy(m => m.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        text = GeneratedName().Replace(text, m =>
            clashes.Contains(m.Groups[2].Value) && cellNumber(int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) is { } number
                ? $"{m.Groups[2].Value} (cell {number})"
                : m.Groups[2].Value);
        return AnonymousName().Replace(HolderName().Replace(text, ""), "anonymous type");
    }

    private static IEnumerable<INamedTypeSymbol> NamedIn(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return NamedIn(array.ElementType);
            case IPointerTypeSymbol pointer:
                return NamedIn(pointer.PointedAtType);
            case INamedTypeSymbol named:
                var inner = named.TypeArguments.SelectMany(NamedIn);
                if (named.ContainingType is { } outer)
                {
                    inner = inner.Concat(NamedIn(outer));
                }

                return inner.Prepend(named);
            default:
                return [];
        }
    }

    [GeneratedRegex(@"(?:global::)?__c(\d+)\.__T_\w+?_\d+\.(\w+)")]
    private static partial Regex GeneratedName();

    [GeneratedRegex(@"(?:(?:global::)?__c\d+\.__\.)?__(?:V|M)_\w+?\.")]
    private static partial Regex HolderName();

    [GeneratedRegex(@"(?:global::)?__anonymous\.Anonymous\d+")]
    private static partial Regex AnonymousName();
}
