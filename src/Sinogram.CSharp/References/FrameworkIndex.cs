using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sinogram.CSharp.References;

/// <summary>
/// Which file of the framework has types of which namespace, and which files those build on. A cell is compiled against the few whose
/// names it can write instead of against all: the compiler looks up every name in every assembly.
/// </summary>
internal sealed class FrameworkIndex
{
    /// <summary>Assemblies that other libraries are built against, whatever types they have themselves.</summary>
    private static readonly string[] Contracts = ["System.Runtime", "System.Private.CoreLib", "netstandard"];

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    private FrameworkIndex()
    {
    }

    /// <summary>Reads the files; one that cannot be read is left out.</summary>
    public static FrameworkIndex Read(IEnumerable<string> files)
    {
        var index = new FrameworkIndex();
        foreach (var file in files)
        {
            using var pe = new PEReader(File.OpenRead(file));
            if (pe.HasMetadata && pe.GetMetadataReader() is { IsAssembly: true } metadata)
            {
                index.Add(file, metadata);
            }
        }

        return index;
    }

    /// <summary>Whether a name is part of a namespace's name.</summary>
    public bool IsPart(string name) => _parts.Contains(name);

    /// <summary>The files that define what a text with these names can mean, and those that these build on.</summary>
    /// <param name="names">Every identifier that is written, also in usings.</param>
    public HashSet<string> Reachable(IReadOnlySet<string> names)
    {
        var found = new HashSet<int>();
        var pending = new Stack<int>(Contracts.Where(_byName.ContainsKey).Select(c => _byName[c]));
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Namespaces.Any(space => Array.TrueForAll(space, names.Contains)))
            {
                pending.Push(i);
            }
        }

        while (pending.TryPop(out var entry))
        {
            // What only forwards is no reason to read all that it forwards to.
            if (found.Add(entry) && _entries[entry].Namespaces.Length > 0)
            {
                foreach (var name in _entries[entry].References)
                {
                    if (_byName.TryGetValue(name, out var other))
                    {
                        pending.Push(other);
                    }
                }
            }
        }

        return [.. found.Select(i => _entries[i].File)];
    }

    private void Add(string file, MetadataReader metadata)
    {
        var spaces = new HashSet<StringHandle>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if ((type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            {
                spaces.Add(type.Namespace);
            }
        }

        string[][] namespaces = [.. spaces.Select(s => metadata.GetString(s).Split('.', StringSplitOptions.RemoveEmptyEntries))];
        _parts.UnionWith(namespaces.SelectMany(s => s));
        _byName[metadata.GetString(metadata.GetAssemblyDefinition().Name)] = _entries.Count;
        _entries.Add(new Entry(
            file,
            namespaces,
            [.. metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))]));
    }

    /// <summary>One file.</summary>
    /// <param name="File">Its path.</param>
    /// <param name="Namespaces">The parts of the names of its namespaces with public types.</param>
    /// <param name="References">The names of the assemblies that it builds on.</param>
    private sealed record Entry(string File, string[][] Namespaces, string[] References);
}
