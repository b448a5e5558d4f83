using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>Code that is being written, bound in the place where it would run. Positions are those of the code.</summary>
internal sealed class Draft
{
    private readonly CellSource _source;
    private readonly MappedText _text;
    private readonly SyntaxNode _root;
    private readonly SemanticModel _model;

    public Draft(CellSource source, MappedText text, CSharpCompilation compilation)
    {
        _source = source;
        _text = text;
        var tree = compilation.SyntaxTrees[0];
        _root = tree.GetRoot();
        _model = compilation.GetSemanticModel(tree);
    }

    public Compilation Compilation => _model.Compilation;

    /// <summary>The code as it was written.</summary>
    public SyntaxNode Written => _source.Root;

    /// <summary>Whether a word stands in a comment, in text or in a directive, where no name is meant.</summary>
    public bool IsText(int start, int position)
    {
        var trivia = _source.Root.FindTrivia(Math.Max(0, position - 1));
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.DisabledTextTrivia || trivia.IsDirective)
        {
            return trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) ? position < trivia.Span.End : position <= trivia.Span.End;
        }

        if (_source.Root.FindToken(start).IsKind(SyntaxKind.InterpolatedStringTextToken))
        {
            return true;
        }

        var token = _source.Root.FindToken(start > 0 ? start - 1 : 0);
        return token.SpanStart < start && start <= token.Span.End && token.Kind() switch
        {
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken => start < token.Span.End || token.ContainsDiagnostics,
            _ => false,
        };
    }

    /// <summary>The symbols that may stand at a position.</summary>
    public IEnumerable<ISymbol> SymbolsAt(int position, bool isMember)
    {
        var at = Generated(position);
        if (at < 0)
        {
            return [];
        }

        if (isMember)
        {
            return Members(at);
        }

        return IsInInitializer(position) && InitializedAt(position) is ITypeSymbol { SpecialType: SpecialType.None } made && !made.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable)
            ? Settable(position)
            : Matched(position) ?? Settable(position).Concat(_model.LookupSymbols(at));
    }

    /// <summary>Whether only members of an object can stand here: where those of a new one are set, or those of one are matched.</summary>
    public bool IsForMembersOnly(int position) =>
        InitializedAt(position) is ITypeSymbol made && !made.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable) || Matched(position) is not null;

    /// <summary>The members of a base class that can be overridden here; null where none is asked for.</summary>
    public IEnumerable<ISymbol>? Overridable(int position)
    {
        var before = TokenBefore(position);
        var text = before.ValueText;
        if (text != "override" || before.Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declared || _model.GetDeclaredSymbol(declared) is not INamedTypeSymbol type)
        {
            return null;
        }

        var found = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            foreach (var member in parent.GetMembers().Where(m => (m.IsVirtual || m.IsAbstract || m.IsOverride) && !m.IsSealed && m.CanBeReferencedByName && m.DeclaredAccessibility != Accessibility.Private))
            {
                found.TryAdd(member.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat.WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters)), member);
            }
        }

        return found.Values.Where(m => m.Name != "Finalize");
    }

    /// <summary>The members that a property pattern can name at a position; null where there is none.</summary>
    private IEnumerable<ISymbol>? Matched(int position)
    {
        var before = TokenBefore(position);
        return before.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken && before.Parent is PropertyPatternClauseSyntax { Parent: RecursivePatternSyntax pattern }
            && _model.GetTypeInfo(pattern) is var types && (pattern.Type is null ? types.Type : types.ConvertedType) is { } type
            ? _model.LookupSymbols(Generated(position), type).Where(s => s is IPropertySymbol { IsStatic: false, IsIndexer: false } or IFieldSymbol { IsStatic: false })
            : null;
    }

    /// <summary>Whether members of a new object are being set here.</summary>
    public bool IsInInitializer(int position) => InitializedAt(position) is not null;

    /// <summary>The names of the parameters of the call around a position, with their types.</summary>
    public IEnumerable<(string Name, string Signature)> ArgumentNames(int position) =>
        CallsAround(position).SelectMany(m => m.Parameters).DistinctBy(p => p.Name).Select(p => (p.Name, p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));

    /// <summary>The symbol of the name that begins at a position.</summary>
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

    /// <summary>What the call around a position calls.</summary>
    public ISymbol? CallAround(int position) => CallsAround(position).FirstOrDefault();

    private IEnumerable<IMethodSymbol> CallsAround(int position)
    {
        var arguments = NodeBefore(position)?.FirstAncestorOrSelf<ArgumentListSyntax>(l => l.SpanStart < Generated(position) && (l.CloseParenToken.IsMissing || Generated(position) <= l.CloseParenToken.SpanStart));
        switch (arguments?.Parent)
        {
            case InvocationExpressionSyntax call:
                var bound = _model.GetSymbolInfo(call);
                return new[] { bound.Symbol }.Concat(bound.CandidateSymbols).Concat(_model.GetMemberGroup(call.Expression)).OfType<IMethodSymbol>();
            case BaseObjectCreationExpressionSyntax creation:
                var made = _model.GetSymbolInfo(creation);
                var type = _model.GetTypeInfo(creation).Type as INamedTypeSymbol;
                return new[] { made.Symbol }.Concat(made.CandidateSymbols).OfType<IMethodSymbol>().Concat(type?.InstanceConstructors ?? []);
            default:
                return [];
        }
    }

    private IEnumerable<ISymbol> Settable(int position) => InitializedAt(position) is { } type
        ? _model.LookupSymbols(Generated(position), type).Where(s => s is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod: not null } or IFieldSymbol { IsStatic: false, IsReadOnly: false })
        : [];

    /// <summary>The type of the object whose members are set at a position, where a member's name may begin there.</summary>
    private INamespaceOrTypeSymbol? InitializedAt(int position)
    {
        var before = TokenBefore(position);
        return before.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken && before.Parent is InitializerExpressionSyntax { Parent: ExpressionSyntax made }
            && (made is BaseObjectCreationExpressionSyntax or WithExpressionSyntax)
            ? _model.GetTypeInfo(made).Type
            : null;
    }

    private SyntaxNode? NodeBefore(int position) => TokenBefore(position).Parent;

    private SyntaxToken TokenBefore(int position)
    {
        var at = Generated(position);
        if (at <= 0)
        {
            return default;
        }

        var token = _root.FindToken(at - 1);
        return token.SpanStart >= at ? token.GetPreviousToken() : token;
    }

    private int Generated(int position) => _text.ToGenerated(position - 1) is var before and >= 0 ? before + 1 : _text.ToGenerated(position);

    /// <summary>The expression of no type but <c>dynamic</c> whose member begins at a position, and where it stands in the code; null where there is none.</summary>
    public (ExpressionSyntax Target, int Start, int End)? DynamicBefore(int position) =>
        Generated(position) is var at and > 0 && TargetBefore(at) is { } target && _model.GetTypeInfo(target).Type is IDynamicTypeSymbol
            ? (target, _text.ToOriginal(target.SpanStart), _text.ToOriginal(target.Span.End))
            : null;

    /// <summary>Whether a name is a variable of the notebook, which no parameter or local hides.</summary>
    public bool IsVariable(IdentifierNameSyntax name) =>
        _model.GetSymbolInfo(name).Symbol is IFieldSymbol { IsStatic: true, ContainingType.Name: var holder } && holder.StartsWith(Emit.CellLayout.VariableMark, StringComparison.Ordinal);

    private ExpressionSyntax? TargetBefore(int at) => _root.FindToken(at - 1).Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        QualifiedNameSyntax name => name.Left,
        AliasQualifiedNameSyntax name => name.Alias,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };

    private IEnumerable<ISymbol> Members(int at)
    {
        var dot = _root.FindToken(at - 1);
        if (TargetBefore(at) is not { } target)
        {
            return [];
        }

        switch (_model.GetSymbolInfo(target).Symbol)
        {
            case INamespaceSymbol space:
                return space.GetMembers();
            case INamedTypeSymbol type:
                return _model.LookupSymbols(at, type, includeReducedExtensionMethods: true).Where(s => s.IsStatic || s is INamedTypeSymbol);
        }

        var isConditional = dot.Parent is MemberBindingExpressionSyntax;
        return _model.GetTypeInfo(target).Type is { TypeKind: not TypeKind.Error } whole
            && (isConditional && whole is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : whole) is var value
            ? _model.LookupSymbols(at, value, includeReducedExtensionMethods: value is not IDynamicTypeSymbol).Where(s => !s.IsStatic || s is IMethodSymbol { ReducedFrom: not null })
            : [];
    }
}
