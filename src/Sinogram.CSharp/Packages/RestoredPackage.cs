namespace Sinogram.CSharp.Packages;

/// <summary>A package as restore resolved it, with the files that this runtime and machine use of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version.</param>
/// <param name="Hash">The hash of its content (SHA-512, base64).</param>
internal sealed record RestoredPackage(string Id, string Version, string Hash)
{
    /// <summary>The packages that it needs.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Assemblies to compile against.</summary>
    public required IReadOnlyList<string> Compile { get; init; }

    /// <summary>Assemblies to run.</summary>
    public required IReadOnlyList<string> Runtime { get; init; }

    /// <summary>Native libraries of this machine's platform.</summary>
    public required IReadOnlyList<string> Native { get; init; }

    /// <summary>Resources by language.</summary>
    public required IReadOnlyList<(string Locale, string File)> Resources { get; init; }

    /// <summary>Shared frameworks that it needs besides the runtime's own.</summary>
    public required IReadOnlyList<string> Frameworks { get; init; }

    /// <summary>Source generators, and analyzers beside them.</summary>
    public IReadOnlyList<string> Generators { get; init; } = [];

    /// <summary>What extends .NET Interactive: scripts and assemblies.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Its folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The build files that a project would get.</summary>
    public IReadOnlyList<string> Build { get; init; } = [];

    /// <summary>Other files that a build would copy beside its program.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>It has settings of a build.</summary>
    public bool HasBuild { get; init; }

    /// <summary>All files that are used.</summary>
    public IEnumerable<string> Files => Compile.Concat(Runtime).Concat(Native).Concat(Resources.Select(r => r.File)).Concat(Generators).Concat(Extensions);
}
