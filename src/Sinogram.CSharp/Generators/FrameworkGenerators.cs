using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
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

    private static readonly Lazy<Loader?> Files = new(() => FrameworkReferences.GeneratorFolder is { } folder ? new Loader(folder) : null);

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

        var generators = Known.Where(k => text.Contains(k.Word, StringComparison.Ordinal)).SelectMany(k => loader.Generators(k.File));
        CSharpGeneratorDriver.Create(generators, parseOptions: CellSource.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var completed, out messages, token);
        return (CSharpCompilation)completed;
    }

    /// <summary>Loads generators against the kernel's own compiler.</summary>
    private sealed class Loader(string folder) : AssemblyLoadContext("generators")
    {
        private readonly Dictionary<string, ImmutableArray<ISourceGenerator>> _made = new(StringComparer.Ordinal);

        public ImmutableArray<ISourceGenerator> Generators(string file)
        {
            lock (_made)
            {
                if (!_made.TryGetValue(file, out var made))
                {
                    var path = Path.Combine(folder, file);
                    made = File.Exists(path) ? [.. Find(LoadFromAssemblyPath(path))] : [];
                    _made[file] = made;
                }

                return made;
            }
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }

        /// <summary>The types that can be loaded: the files also hold code fixes for an editor, whose base classes are not here.</summary>
        private static IEnumerable<Type> Types(Assembly assembly)
        {
            try
            {
                return assembly.GetTypes();
            }
            catch (ReflectionTypeLoadException e)
            {
                return e.Types.OfType<Type>();
            }
        }

        private static IEnumerable<ISourceGenerator> Find(Assembly assembly)
        {
            foreach (var type in Types(assembly).Where(t => !t.IsAbstract && t.IsDefined(typeof(GeneratorAttribute), inherit: false)))
            {
                switch (Activator.CreateInstance(type))
                {
                    case IIncrementalGenerator incremental:
                        yield return incremental.AsSourceGenerator();
                        break;
                    case ISourceGenerator generator:
                        yield return generator;
                        break;
                }
            }
        }
    }
}
