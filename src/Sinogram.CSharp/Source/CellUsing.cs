using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>A using directive and where it stands in the cell.</summary>
internal sealed record CellUsing(UsingDirectiveSyntax Syntax, int Start, int End)
{
    /// <summary>Where the word <c>using</c> begins: a <c>global</c> before it means nothing more in a cell.</summary>
    public int KeywordStart => Start + Syntax.UsingKeyword.SpanStart - Syntax.SpanStart;

    /// <summary>Its text as later cells repeat it.</summary>
    public string Text => Syntax.GlobalKeyword.RawKind != 0 ? Syntax.WithGlobalKeyword(default).ToString() : Syntax.ToString();

    /// <summary>The alias that it makes, or null.</summary>
    public string? Alias => Syntax.Alias?.Name.Identifier.ValueText;

    /// <summary>It may name a type: an alias, or <c>using static</c>.</summary>
    public bool NamesType => Syntax.Alias is not null || Syntax.StaticKeyword.RawKind != 0;
}
