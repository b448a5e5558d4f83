using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;

namespace Sinogram.CSharp.Errors;

/// <summary>What may have been meant where the compiler does not know a name: one spelled nearly so, or one whose namespace is not in use.</summary>
internal static class Suggestions
{
    private const int MostNamespaces = 3;

    /// <summary>The suggestion for an error; null where there is none.</summary>
    /// <param name="error">The error.</param>
    /// <param name="compilation">What it is in.</param>
    /// <param name="table">The names of earlier cells.</param>
    public static string? For(Diagnostic error, CSharpCompilation compilation, NameTable table)
    {
        if (error.Id is not ("CS1061" or "CS0117" or "CS0103" or "CS0246" or "CS0234") || error.Location.SourceTree is not { } tree
            || tree.GetRoot().FindToken(error.Location.SourceSpan.Start).Parent is not SimpleNameSyntax name)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(tree);
        var text = name.Identifier.ValueText;
        if (Container(name, model) is { } container)
        {
            var members = model.LookupSymbols(name.SpanStart, container, includeReducedExtensionMethods: true).Where(s => s.CanBeReferencedByName).Select(s => s.Name);
            return Redefinitions.OfBefore(container, table) ?? (Similarity.Nearest(text, members) is { } member ? $"Did you mean '{member}'?" : container is ITypeSymbol ? Elsewhere(compilation, n => Extending(n, text)) : null);
        }

        return Elsewhere(compilation, n => n.GetTypeMembers(text).Concat(n.GetTypeMembers(text + "Attribute")).Any(t => t.DeclaredAccessibility == Accessibility.Public))
            ?? (Similarity.Nearest(text, model.LookupSymbols(name.SpanStart).Where(s => s.CanBeReferencedByName && !s.Name.StartsWith("__", StringComparison.Ordinal)).Select(s => s.Name)) is { } near
                ? $"Did you mean '{near}'?"
                : null);
    }

    /// <summary>The type or namespace of which the name should be a member.</summary>
    private static INamespaceOrTypeSymbol? Container(SimpleNameSyntax name, SemanticModel model) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => model.GetSymbolInfo(access.Expression).Symbol as INamespaceOrTypeSymbol ?? model.GetTypeInfo(access.Expression).Type,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access ? model.GetTypeInfo(access.Expression).Type : null,
        QualifiedNameSyntax qualified when qualified.Right == name => model.GetSymbolInfo(qualified.Left).Symbol as INamespaceOrTypeSymbol,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: ExpressionSyntax made } } assignment when assignment.Left == name => model.GetTypeInfo(made).Type,
        _ => null,
    };

    private static bool Extending(INamespaceSymbol space, string method) =>
        space.GetTypeMembers().Any(t => t is { IsStatic: true, MightContainExtensionMethods: true, DeclaredAccessibility: Accessibility.Public }
            && t.GetMembers(method).Any(m => m is IMethodSymbol { IsExtensionMethod: true, DeclaredAccessibility: Accessibility.Public }));

    /// <summary>The namespaces that have it, as the directives to write.</summary>
    private static string? Elsewhere(CSharpCompilation compilation, Func<INamespaceSymbol, bool> has)
    {
        var found = Namespaces(compilation.GlobalNamespace).Where(n => !n.IsGlobalNamespace && has(n)).Select(n => n.ToDisplayString())
            .Where(n => !n.StartsWith("__", StringComparison.Ordinal)).OrderBy(n => n.Length).Take(MostNamespaces).ToList();
        return found.Count == 0 ? null : "Write before it: " + string.Join(", or ", found.Select(n => $"using {n};"));
    }

    private static IEnumerable<INamespaceSymbol> Namespaces(INamespaceSymbol space) => space.GetNamespaceMembers().SelectMany(Namespaces).Prepend(space);
}
