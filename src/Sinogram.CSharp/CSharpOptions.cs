using System.Reflection;

namespace Sinogram.CSharp;

/// <summary>What the kernel offers to C# cells.</summary>
public sealed record CSharpOptions
{
    /// <summary>Assemblies that cells may name; they are the kernel's own instances. What they need in their public surface must be among them.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; init; } = [];

    /// <summary>Files of assemblies that cells may name; the kernel loads one when a cell first uses it, so they cost nothing at start.</summary>
    public IReadOnlyList<string> AssemblyFiles { get; init; } = [];

    /// <summary>
    /// Usings in force from the first cell, besides the usual ones: a namespace (<c>Sinogram.Data</c>), or with <c>static</c> a type
    /// (<c>static Microsoft.DotNet.Interactive.Kernel</c>).
    /// </summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>How <c>#r "nuget: …"</c> is served; null where packages are not offered.</summary>
    public Packages.PackageOptions? Packages { get; init; }

    /// <summary>What completion offers within texts: files, and the columns or keys of the variable that a text indexes.</summary>
    public Core.Execution.ITextNames TextNames { get; init; } = Core.Execution.NoTextNames.Instance;

    /// <summary>How long an interrupted cell may take to end; after that it is given up and the next one can run.</summary>
    public TimeSpan InterruptPatience { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
