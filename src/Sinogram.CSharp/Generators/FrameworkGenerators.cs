using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.CSharp.References;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Generators;

/// <summary>
/// The source generators of the framework, as <c>[GeneratedRegex]</c>, <c>[LibraryImport]</c> and those of JSON use them. They lie in the SDK's pack and are
/// loaded when a cell first needs one: any other cell costs the search for a few words.
/// </summary>
internal static class FrameworkGenerators
{
    /// <summary>What a cell's text must have for a generator, and the file that has it.</summary>
    private static readonly (string Word, string File)[] Known =
    [
        ("GeneratedRegex", "System.Text.RegularExpressions.Generator.dll"),
        ("LibraryImport", "Microsoft.Interop.LibraryImportGenerator.dll"),
        ("JsonSerializable", "System.Text.Json.SourceGeneration.dll"),
        ("GeneratedComInterface", "Microsoft.Interop.ComInterfaceGenerator.dll"),
    ];

    private static readonly Lazy<GeneratorLoader?> Files = new(() => FrameworkReferences.GeneratorFolder is { } folder ? new GeneratorLoader(folder) : null);

    /// <summary>Whether a cell's text may need a generator.</summary>
    public static bool AreNeeded(string text) => Known.Any(k => text.Contains(k.Word, StringComparison.Ordinal));

    /// <summary>Whether this machine has them.</summary>
    public static bool AreThere => FrameworkReferences.GeneratorFolder is not null;

    /// <summary>A compilation with what the generators that a cell names add to it, and what they say of its code.</summary>
    public static CSharpCompilation Run(string text, CSharpCompilation compilation, out ImmutableArray<Diagnostic> messages, CancellationToken token)
    {
        messages = [];
        if (Files.Value is not { } loader)
        {
            return compilation;
        }

        var generators = Known.Where(k => text.Contains(k.Word, StringComparison.Ordinal)).SelectMany(k => loader.Generators(Path.Combine(FrameworkReferences.GeneratorFolder!, k.File)));
        CSharpGeneratorDriver.Create(generators, parseOptions: CellSource.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var completed, out messages, token);
        return (CSharpCompilation)completed;
    }
}
