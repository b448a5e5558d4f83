using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Named delegates for the types that the compiler makes up itself, as for <c>(ref int x) => x</c>, so that a variable of one, or of a list of them, can be
/// kept for later cells: one for each signature of a cell.
/// </summary>
internal sealed class DelegateStandIns(string space)
{
    private static readonly SymbolDisplayFormat Full = TypeNames.Full;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly StringBuilder _declarations = new();

    /// <summary>The declarations, for generated code.</summary>
    public string Declarations => _declarations.ToString();

    /// <summary>Whether a type is made of one that has no name.</summary>
    public static bool AreIn(ITypeSymbol type) => IsAnonymous(type) || type switch
    {
        IArrayTypeSymbol array => AreIn(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(AreIn),
        _ => false,
    };

    /// <summary>Whether a type is a delegate that the compiler made up.</summary>
    public static bool IsAnonymous(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } named && (named.IsAnonymousType || !SyntaxFacts.IsValidIdentifier(named.Name));

    /// <summary>The type as generated code names it.</summary>
    public string Code(ITypeSymbol type)
    {
        if (IsAnonymous(type))
        {
            return Name((INamedTypeSymbol)type);
        }

        if (!AreIn(type))
        {
            return TypeNames.Code(type);
        }

        var text = new StringBuilder();
        foreach (var part in type.ToDisplayParts(Full))
        {
            if (part.Symbol is not INamedTypeSymbol inner || !IsAnonymous(inner))
            {
                text.Append(part.ToString());
                continue;
            }

            const string Root = "global::";
            if (text.ToString().EndsWith(Root, StringComparison.Ordinal))
            {
                text.Length -= Root.Length;
            }

            text.Append(Name(inner));
        }

        return text.ToString();
    }

    private string Name(INamedTypeSymbol type)
    {
        var invoke = type.DelegateInvokeMethod!;
        var parameters = string.Join(", ", invoke.Parameters.Select((p, i) => $"{(p.IsParams ? "params " : "")}{Ref(p.RefKind)}{Code(p.Type)} p{i}"
            + (p.HasExplicitDefaultValue ? " = " + Default(p) : "")));
        var returns = invoke.ReturnsVoid ? "void" : Returned(invoke.RefKind) + Code(invoke.ReturnType);
        var signature = $"{returns} ({parameters})";
        if (!_names.TryGetValue(signature, out var name))
        {
            name = "__Delegate" + _names.Count.ToString(CultureInfo.InvariantCulture);
            _names[signature] = name;
            _declarations.Append(CultureInfo.InvariantCulture, $"public unsafe delegate {returns} {name}({parameters});\n");
        }

        return $"global::{space}.{name}";
    }

    private string Default(IParameterSymbol parameter) =>
        parameter.ExplicitDefaultValue is null ? "default" : $"({Code(parameter.Type)})({SymbolDisplay.FormatPrimitive(parameter.ExplicitDefaultValue, true, false)})";

    private static string Returned(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.RefReadOnly => "ref readonly ",
        _ => "",
    };

    private static string Ref(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    };
}
