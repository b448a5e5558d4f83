using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Generators;

/// <summary>The source generators of a session's packages. They see every cell that is compiled after their package came.</summary>
internal sealed class PackageGenerators
{
    private ImmutableArray<ISourceGenerator> _generators = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => !_generators.IsEmpty;

    /// <summary>Takes up the generators of a package's files.</summary>
    /// <returns>What hinders one; null where nothing does.</returns>
    public string? Add(IReadOnlyList<string> files)
    {
        string? hindrance = null;
        var loader = new GeneratorLoader([.. files.Select(f => Path.GetDirectoryName(f)!).Distinct()]);
        foreach (var file in files)
        {
            try
            {
                _generators = _generators.AddRange(loader.Generators(file));
            }
            catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or TargetInvocationException or MissingMethodException or CustomAttributeFormatException)
            {
                hindrance = $"the source generator {Path.GetFileName(file)} cannot be loaded, and cells have nothing of it: {(e.InnerException ?? e).Message}";
            }
        }

        return hindrance;
    }

    /// <summary>A compilation with what the generators add to it.</summary>
    public CSharpCompilation Run(CSharpCompilation compilation, out ImmutableArray<Diagnostic> messages, CancellationToken token)
    {
        CSharpGeneratorDriver.Create(_generators, parseOptions: CellSource.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var completed, out messages, token);
        return (CSharpCompilation)completed;
    }
}
