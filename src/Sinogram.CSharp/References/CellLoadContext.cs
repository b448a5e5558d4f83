using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Sinogram.CSharp.References;

/// <summary>
/// Where cells and what they bring are loaded. It shares with the kernel only the assemblies that the kernel offers to cells,
/// so that a notebook may bring its own version of anything that the kernel uses inside.
/// </summary>
internal sealed class CellLoadContext : AssemblyLoadContext
{
    private readonly ConcurrentDictionary<string, Assembly> _cells = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> _shared;

    public CellLoadContext(IEnumerable<Assembly> shared)
        : base("cells") =>
        _shared = shared.DistinctBy(a => a.GetName().Name).ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads a compiled cell.</summary>
    public Assembly LoadCell(CellAssembly cell, byte[] image, byte[]? symbols)
    {
        using var code = new MemoryStream(image);
        using var debug = symbols is null ? null : new MemoryStream(symbols);
        var assembly = LoadFromStream(code, debug);
        _cells[cell.Name] = assembly;
        cell.SetLoaded(assembly);
        return assembly;
    }

    /// <summary>Makes a file loadable by its assembly's name.</summary>
    public void AddFile(string simpleName, string path) => _files[simpleName] = path;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (_cells.TryGetValue(name, out var cell))
        {
            return cell;
        }

        if (_shared.TryGetValue(name, out var shared))
        {
            return shared;
        }

        return _files.TryGetValue(name, out var path) ? LoadFromAssemblyPath(path) : null;
    }
}
