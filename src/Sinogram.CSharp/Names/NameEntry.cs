using System.Reflection;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Names;

/// <summary>A name that an earlier cell published.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Cell">Where its code is.</param>
/// <param name="Holder">The full name, without its root, of the static class or namespace that brings it into scope.</param>
internal abstract record NameEntry(string Name, CellAssembly Cell, string Holder)
{
    private static int _lastId;

    /// <summary>Its declaration in one line, without a body.</summary>
    public string Display { get; init; } = "";

    /// <summary>The inside of its documentation comment, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>Tells entries of one name apart.</summary>
    public int Id { get; } = Interlocked.Increment(ref _lastId);

    public virtual bool Equals(NameEntry? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>A variable: a static field that keeps its place while the type stays.</summary>
internal sealed record Slot(string Name, CellAssembly Cell, string Holder, string TypeIdentity, string TypeText, bool IsConstant = false)
    : NameEntry(Name, Cell, Holder)
{
    private FieldInfo? _field;

    /// <summary>What reads this slot besides cells' bodies, which have ended.</summary>
    public ReaderSet Readers { get; } = new();

    public FieldInfo Field => _field ??= Cell.Loaded.GetType(Holder, throwOnError: true)!
        .GetField(Name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new InvalidOperationException($"no field for {Name}");

    public bool Equals(Slot? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>A method (or property, event, extension block) at the top level of a cell.</summary>
internal sealed record MethodEntry(string Name, CellAssembly Cell, string Holder, string Signature) : NameEntry(Name, Cell, Holder)
{
    /// <summary>What the signatures of members of extension blocks begin with.</summary>
    public const string ExtensionMark = "extension ";

    /// <summary>It is called on a value of the type that it extends.</summary>
    public bool Extends { get; init; }

    /// <summary>It is a member of an extension block.</summary>
    public bool IsExtension => IsOfExtension(Signature);

    /// <summary>Whether a signature is that of a member of an extension block.</summary>
    public static bool IsOfExtension(string signature) => signature.StartsWith(ExtensionMark, StringComparison.Ordinal);

    /// <summary>Who calls it, as far as names tell.</summary>
    public ReaderSet Readers { get; } = new();

    public bool Equals(MethodEntry? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>A type at the top level of a cell.</summary>
internal sealed record TypeEntry(string Name, int Arity, CellAssembly Cell, string Holder, string Text) : NameEntry(Name, Cell, Holder)
{
    /// <summary>What the names in its text meant, to know whether the same text means the same.</summary>
    public string Bindings { get; set; } = "";

    /// <summary>The extension methods that it holds.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    public bool Equals(TypeEntry? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>The namespaces of a cell.</summary>
/// <param name="Cell">Where their code is.</param>
/// <param name="Bindings">What the names in their text meant, to know whether the same text means the same.</param>
internal sealed record SpaceEntry(CellAssembly Cell, string Bindings);

/// <summary>A using directive that later cells keep.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Types">The cells' types that it names, as they were when it was written.</param>
/// <param name="Spaces">The namespaces of cells that it names, by their first parts.</param>
/// <param name="Alias">The alias that it makes; a later one takes its place.</param>
internal sealed record KeptUsing(string Text, string? Alias, IReadOnlyList<TypeEntry> Types, IReadOnlyList<string> Spaces);
