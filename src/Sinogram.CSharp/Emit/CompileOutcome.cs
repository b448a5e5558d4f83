using System.Reflection;
using Microsoft.CodeAnalysis;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Emit;

/// <summary>What became of a cell's text.</summary>
internal abstract record CompileOutcome
{
    /// <summary>It does not compile; nothing is published.</summary>
    public sealed record Failure(IReadOnlyList<CompileMessage> Messages) : CompileOutcome;

    /// <summary>It is loaded and ready to run.</summary>
    public sealed record Ready(CompiledCell Cell) : CompileOutcome;
}

/// <summary>A compiler's message at a position of the cell.</summary>
/// <param name="Id">The compiler's number.</param>
/// <param name="Text">What it says.</param>
/// <param name="Start">Where in the cell's text.</param>
/// <param name="Length">How much of it.</param>
internal sealed record CompileMessage(string Id, string Text, int Start, int Length)
{
    /// <summary>What may have been meant, or null.</summary>
    public string? Hint { get; init; }

    public static CompileMessage Of(Diagnostic diagnostic, int start, int length) =>
        new(diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), start, length);
}

/// <summary>A compiled cell with what it will publish.</summary>
internal sealed record CompiledCell(CellAssembly Assembly, MethodInfo Body, bool IsAsync)
{
    /// <summary>Variables with a slot of their own, in the order of their publishing calls.</summary>
    public required IReadOnlyList<Slot> Variables { get; init; }

    /// <summary>Constants, published with the methods.</summary>
    public required IReadOnlyList<Slot> Constants { get; init; }

    public required IReadOnlyList<(MethodEntry Method, Reader Reader)> Methods { get; init; }

    public required IReadOnlyList<(TypeEntry Type, Reader Reader)> Types { get; init; }

    public required IReadOnlyList<string> NamespaceParts { get; init; }

    public required IReadOnlyList<string> NamespacedTypes { get; init; }

    public required IReadOnlyList<KeptUsing> Usings { get; init; }

    /// <summary>Names that stay in this cell, with the reason.</summary>
    public required IReadOnlyList<(string Name, string Why)> Local { get; init; }

    /// <summary>The compiler's warnings that the cell asks for.</summary>
    public IReadOnlyList<CompileMessage> Warnings { get; init; } = [];

    /// <summary>The text of the namespaces that it brings, or null.</summary>
    public string? Spaces { get; init; }

    /// <summary>What the names in the namespaces' text mean.</summary>
    public required Func<string> SpacesBindings { get; init; }

    /// <summary>What the names in a type's text mean.</summary>
    public required Func<(string Name, int Arity), string> BindingsOf { get; init; }

    /// <summary>The body as a call.</summary>
    public Func<CellFrame, object?> Entry { get; } = IsAsync
        ? Body.CreateDelegate<Func<CellFrame, Task<object?>>>()
        : Body.CreateDelegate<Func<CellFrame, object?>>();
}
