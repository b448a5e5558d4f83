using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;

namespace Sinogram.CSharp.Errors;

/// <summary>That a type is not the one of the same name which an earlier cell defined, in words, where a message speaks of the two as if they were one.</summary>
internal static partial class Redefinitions
{
    /// <summary>The words for a type that a message names twice and that was defined anew; null where there is none.</summary>
    public static string? In(string message, NameTable table) =>
        TypeNames.Twins(message) ?? Word().Matches(message).GroupBy(m => m.Value).Where(g => g.Count() > 1).Select(g => Of(g.Key, table)).FirstOrDefault(w => w is not null);

    /// <summary>The words for the first type that was defined anew and that stands in a line of code; null where there is none.</summary>
    public static string? InCode(string line, NameTable table) => Word().Matches(line).Select(m => Of(m.Value, table)).FirstOrDefault(w => w is not null);

    /// <summary>The words for a type that has been defined anew since; null for another.</summary>
    public static string? OfBefore(ISymbol type, NameTable table) =>
        table.DefinedAnew(type.Name) is var (before, _) && type.ContainingAssembly?.Name == before.Name ? Of(type.Name, table) : null;

    private static string? Of(string name, NameTable table) =>
        table.DefinedAnew(name) is var (before, now) ? TypeNames.Twins($"{name} ({before.Place})", $"{name} ({now.Place})") : null;

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
