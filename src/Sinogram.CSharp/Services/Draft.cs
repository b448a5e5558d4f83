using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>Code that is being written, bound in the place where it would run.</summary>
internal sealed class Draft
{
    private readonly MappedText _text;
    private readonly SyntaxNode _root;
    private readonly SemanticModel _model;

    public Draft(MappedText text, CSharpCompilation compilation)
    {
        _text = text;
        var tree = compilation.SyntaxTrees[0];
        _root = tree.GetRoot();
        _model = compilation.GetSemanticModel(tree);
    }

    /// <summary>The symbols that may stand at a position of the code.</summary>
    public IEnumerable<ISymbol> SymbolsAt(int position, bool isMember)
    {
        var at = _text.ToGenerated(position - 1) is var before and >= 0 ? before + 1 : _text.ToGenerated(position);
        if (at < 0)
        {
            return [];
        }

        return isMember ? Members(at) : _model.LookupSymbols(at);
    }

    /// <summary>The symbol of the name that begins at a position of the code.</summary>
    public ISymbol? SymbolAt(int position)
    {
        var at = _text.ToGenerated(position);
        if (at < 0 || _root.FindToken(at).Parent is not { } node)
        {
            return null;
        }

        var info = _model.GetSymbolInfo(node);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? _model.GetDeclaredSymbol(node);
    }

    private IEnumerable<ISymbol> Members(int at)
    {
        var dot = _root.FindToken(at - 1);
        var target = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (target is null)
        {
            return [];
        }

        switch (_model.GetSymbolInfo(target).Symbol)
        {
            case INamespaceSymbol space:
                return space.GetMembers();
            case INamedTypeSymbol type:
                return _model.LookupSymbols(at, type).Where(s => s.IsStatic || s is INamedTypeSymbol);
        }

        return _model.GetTypeInfo(target).Type is { TypeKind: not TypeKind.Error } value
            ? _model.LookupSymbols(at, value, includeReducedExtensionMethods: true).Where(s => !s.IsStatic || s is IMethodSymbol { ReducedFrom: not null })
            : [];
    }
}
