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

    private static readonly SymbolDisplayFormat WithoutNull = Full.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as generated code names it.</summary>
    public static string Code(ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>Text that is equal for equal types, whatever they say of null, also where two cells have types of one name.</summary>
    public static string Identity(ITypeSymbol type, IReadOnlyDictionary<string, CellAssembly> cells) =>
        type.ToDisplayString(WithoutNull) + "|" + string.Join(',', CellsIn(type, cells).Select(c => c.Id));

    /// <summary>The cells whose types are part of a type.</summary>
    public static IEnumerable<CellAssembly> CellsIn(ITypeSymbol type, IReadOnlyDictionary<string, CellAssembly> cells) =>
        NamedIn(type).Select(n => n.ContainingAssembly?.Name is { } name && cells.TryGetValue(name, out var cell) ? cell : null)
            .OfType<CellAssembly>().Distinct();

    /// <summary>Takes the engine's own namespaces out of a text; with two types of one name, says from which cells they are.</summary>
    public static string ForPeople(string text, Func<int, CellAssembly?> cellOf)
    {
        text = Cast().Replace(text, m => $"Unable to cast object of type '{m.Groups["from"].Value}{OfCell(m.Groups["first"].Value, cellOf)}' to type '{m.Groups["to"].Value}{OfCell(m.Groups["second"].Value, cellOf)}'.");
        text = GenericCast().Replace(text, m => $"Unable to cast object of type '{m.Groups["from"].Value}' to type '{m.Groups["to"].Value}'.");
        text = AssemblyName().Replace(text, m => OfCell(m.Groups[1].Value, cellOf));
        text = HiddenName().Replace(text, m => cellOf(int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) is { } cell
            && cell.Hidden.FirstOrDefault(h => h.Key.Split('`')[0] == m.Groups[2].Value) is { Value: { } space } ? $"{space}.{m.Groups[2].Value} (cell {cell.CellNumber})" : m.Groups[2].Value);
        if (!text.Contains("__", StringComparison.Ordinal))
        {
            return AnonymousName().Replace(text, "anonymous type");
        }

        text = CellsSpace().Replace(text, "The cell already contains");
        text = text.Replace($"'{CellLayout.BodyClass}.{CellLayout.BodyMethod}(CellFrame)'", "the cell", StringComparison.Ordinal);
        var clashes = GeneratedName().Matches(text).Select(m => (Cell: m.Groups[1].Value, Name: m.Groups[2].Value)).Distinct()
            .GroupBy(m => m.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        text = GeneratedName().Replace(text, m =>
            clashes.Contains(m.Groups[2].Value) && cellOf(int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)) is { } cell
                ? $"{m.Groups[2].Value} (cell {cell.CellNumber})"
                : m.Groups[2].Value);
        return AnonymousName().Replace(HolderName().Replace(text, ""), "anonymous type");
    }

    /// <summary>In a message for people, two types of one name from different cells, said in words; null where there are none.</summary>
    public static string? Twins(string message)
    {
        var pair = OfACell().Matches(message).GroupBy(m => m.Groups["name"].Value)
            .Select(g => g.DistinctBy(m => m.Groups["cell"].Value).Take(2).Select(m => $"{g.Key} (cell {m.Groups["cell"].Value})").ToList()).FirstOrDefault(p => p.Count == 2);
        return pair is [var one, var other] ? Twins(one, other)
            : Twin().Match(message) is { Success: true } twin && twin.Groups["first"].Value != twin.Groups["second"].Value
                ? Twins($"{twin.Groups["name"].Value} (cell {twin.Groups["first"].Value})", twin.Groups["name"].Value + twin.Groups["other"].Value)
            : null;
    }

    /// <summary>That two types are not one, in words.</summary>
    public static string Twins(string one, string other) =>
        $"{one} is not {other}: it was defined anew, and what was made or declared before is of the type before. Make it again.";

    private static string OfCell(string id, Func<int, CellAssembly?> cellOf) =>
        int.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var number) && cellOf(number) is { } cell
            ? " (cell " + cell.CellNumber.ToString(System.Globalization.CultureInfo.InvariantCulture) + ")"
            : "";

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

    /// <summary>The runtime's message for a cast between two types of one name.</summary>
    [GeneratedRegex(@"\[A\](?<from>\S+) cannot be cast to \[B\](?<to>\S+)\. Type A originates from '(?:Cell)?(?<first>\w+),.*?Type B originates from '(?:Cell)?(?<second>\w+),[^']*'[^']*'[^']*'.*$", RegexOptions.Singleline)]
    private static partial Regex Cast();

    /// <summary>The same where the two are made of such types.</summary>
    [GeneratedRegex(@"\[A\](?<from>\S+) cannot be cast to \[B\](?<to>\S+)\. Type A originates from .*$", RegexOptions.Singleline)]
    private static partial Regex GenericCast();

    /// <summary>How the compiler tells types of one name in two assemblies apart.</summary>
    [GeneratedRegex(@" \[Cell(\d{8})(?:, [^\]]*)?\]")]
    private static partial Regex AssemblyName();

    [GeneratedRegex(@"\b(?<name>[\w.]+)(?:<[^']*>)? \(cell (?<first>\d+)\).*\b\k<name>(?:<[^']*>)?(?<other> \(cell (?<second>\d+)\))?'")]
    private static partial Regex Twin();

    /// <summary>A type of which it is said from which cell it is.</summary>
    [GeneratedRegex(@"\b(?<name>\w+)(?:<[^']*?>)? \(cell (?<cell>\d+)\)")]
    private static partial Regex OfACell();

    /// <summary>A type that a later cell has defined anew, where the compiler sees it.</summary>
    [GeneratedRegex(@"(?:global::)?\bCell(\d{8})\.(\w+)")]
    private static partial Regex HiddenName();

    [GeneratedRegex(@"(?:(?:global::)?__c\d+\.__\.)?__(?:V|M)_\w+?\.")]
    private static partial Regex HolderName();

    [GeneratedRegex(@"The namespace '__c\d+[^']*' already contains")]
    private static partial Regex CellsSpace();

    [GeneratedRegex(@"(?:(?:global::)?__anonymous\.)?\bAnonymous\d+(?=[<.`\s]|$)")]
    private static partial Regex AnonymousName();
}
