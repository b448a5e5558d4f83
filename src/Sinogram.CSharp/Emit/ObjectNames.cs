using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Methods at the top level that are named as the members which every class has, such as <c>ToString(int)</c>: around a cell's code stands a class, whose
/// members would be found first, so their calls say where the method is.
/// </summary>
internal static class ObjectNames
{
    private static readonly HashSet<string> Inherited =
        [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString), nameof(MemberwiseClone), nameof(ReferenceEquals), "Finalize"];

    /// <summary>Qualifies the names of such methods in a cell's body and methods.</summary>
    /// <param name="source">The cell.</param>
    /// <param name="own">Its own methods: name, number of parameters, static class.</param>
    /// <param name="identifiers">All that it writes.</param>
    /// <param name="table">Those of earlier cells.</param>
    /// <param name="edits">Takes the changes.</param>
    public static void AddTo(
        CellSource source, IReadOnlyList<(string Name, int Parameters, string Holder)> own, IReadOnlySet<string> identifiers, NameTable table, TextEdits edits)
    {
        if (!Inherited.Any(identifiers.Contains))
        {
            return;
        }

        foreach (var name in source.Body.Concat(source.Methods).Concat(source.Members).SelectMany(m => m.DescendantNodes()).OfType<SimpleNameSyntax>())
        {
            if (Inherited.Contains(name.Identifier.ValueText) && IsSimple(name) && Holder(name, own, table) is { } holder)
            {
                edits.Insert(name.SpanStart, $"global::{holder}.");
            }
        }
    }

    private static bool IsSimple(SimpleNameSyntax name) =>
        name.Parent is not (QualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax or AliasQualifiedNameSyntax)
        && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name);

    private static string? Holder(SimpleNameSyntax name, IReadOnlyList<(string Name, int Parameters, string Holder)> own, NameTable table)
    {
        var text = name.Identifier.ValueText;
        var all = own.Where(m => m.Name == text).Reverse()
            .Concat(table.Methods(text).Where(m => !m.IsExtension).Reverse().Select(m => (m.Name, Parameters: CellSyntax.ParameterCount(m.Signature), m.Holder))).ToList();
        return name.Parent is InvocationExpressionSyntax call && all.Find(m => m.Parameters == call.ArgumentList.Arguments.Count) is { Holder: { } exact }
            ? exact
            : all.Select(m => m.Holder).FirstOrDefault();
    }
}
