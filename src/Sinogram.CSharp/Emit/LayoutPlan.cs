using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>What varies between the forms of one cell's generated text.</summary>
internal sealed record LayoutPlan
{
    /// <summary>What it takes from earlier cells.</summary>
    public required ImportSet Imports { get; init; }

    /// <summary>Usings in force for every cell.</summary>
    public required IReadOnlyList<string> OuterUsings { get; init; }

    /// <summary>Changes inside the original text.</summary>
    public required TextEdits Edits { get; init; }

    /// <summary>The body waits for tasks.</summary>
    public bool IsAsync { get; init; }

    /// <summary>The body handles pointers.</summary>
    public bool IsUnsafe { get; init; }

    /// <summary>Interrupt checks are in.</summary>
    public bool Checks { get; init; }

    /// <summary>Classes of variables that become fields, and delegates without a name.</summary>
    public string Declarations { get; init; } = "";

    /// <summary>The static classes of this cell's own variables and methods.</summary>
    public IReadOnlyList<string> OwnHolders { get; init; } = [];

    /// <summary>The namespaces of this cell's own types.</summary>
    public IReadOnlyList<string> OwnTypeSpaces { get; init; } = [];

    /// <summary>Types that are as they were and are not compiled again.</summary>
    public IReadOnlySet<(string Name, int Arity)> SkippedTypes { get; init; } = new HashSet<(string, int)>();

    /// <summary>The namespaces are as they were and are not compiled again.</summary>
    public bool SkipsSpaces { get; init; }

    /// <summary>What follows a part of the body.</summary>
    public IReadOnlyDictionary<MemberDeclarationSyntax, string> After { get; init; } = new Dictionary<MemberDeclarationSyntax, string>();

    /// <summary>What stands around the last expression.</summary>
    public (string Before, string After) Trailing { get; init; } = ("", "");

    /// <summary>A using that names types of cells.</summary>
    public Func<CellUsing, bool> IsInner { get; init; } = _ => false;
}
