using Microsoft.CodeAnalysis;
using Sinogram.CSharp.Emit;

namespace Sinogram.CSharp.Services;

/// <summary>Symbols as people read them: one line, and the word for what they are.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Head = Short
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance);

    /// <summary>The signature in one line.</summary>
    public static string Signature(ISymbol symbol) => TypeNames.ForPeople(
        symbol switch
        {
            ILocalSymbol local => local.Type.ToDisplayString(Short) + " " + local.Name,
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } member => $"{member.ContainingType.Name}.{member.Name} = {member.ConstantValue}",
            IFieldSymbol { IsConst: true, HasConstantValue: true } constant =>
                $"const {constant.Type.ToDisplayString(Short)} {Owner(constant)}{constant.Name} = {Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatPrimitive(constant.ConstantValue!, true, false)}",
            IFieldSymbol field => field.Type.ToDisplayString(Short) + " " + Owner(field) + field.Name,
            INamespaceSymbol => "namespace " + symbol.ToDisplayString(),
            INamedTypeSymbol type => type.ToDisplayString(Head),
            _ => symbol.ToDisplayString(Short),
        },
        _ => null);

    /// <summary>The beginning of a member that overrides one, as it is written behind the word.</summary>
    public static string Override(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => $"{method.ReturnType.ToDisplayString(Short)} {method.Name}({string.Join(", ", method.Parameters.Select(p => p.Type.ToDisplayString(Short) + " " + p.Name))})",
        IPropertySymbol property => $"{property.Type.ToDisplayString(Short)} {property.Name}",
        _ => symbol.Name,
    };

    /// <summary>In Jupyter's words, what it is.</summary>
    public static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IEventSymbol => "event",
        IFieldSymbol { IsConst: true } => "constant",
        IFieldSymbol or ILocalSymbol or IParameterSymbol => "instance",
        INamespaceSymbol => "module",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "struct",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        INamedTypeSymbol { TypeKind: TypeKind.Delegate } => "delegate",
        INamedTypeSymbol => "class",
        _ => "instance",
    };

    private static string Owner(ISymbol symbol) =>
        symbol.ContainingType is { } type && !type.Name.StartsWith("__", StringComparison.Ordinal) ? type.ToDisplayString(Short) + "." : "";
}
