using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Sinogram.CSharp.Generators;

/// <summary>Loads source generators against the kernel's own compiler, with what lies beside them.</summary>
internal sealed class GeneratorLoader(params string[] folders) : AssemblyLoadContext("generators")
{
    private readonly Dictionary<string, ImmutableArray<ISourceGenerator>> _made = new(StringComparer.Ordinal);

    /// <summary>The generators of a file; none where there is no such file.</summary>
    public ImmutableArray<ISourceGenerator> Generators(string path)
    {
        lock (_made)
        {
            if (!_made.TryGetValue(path, out var made))
            {
                made = File.Exists(path) ? [.. Find(LoadFromAssemblyPath(path))] : [];
                _made[path] = made;
            }

            return made;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true)
        {
            return null;
        }

        return folders.Select(f => Path.Combine(f, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists) is { } path ? LoadFromAssemblyPath(path) : null;
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
