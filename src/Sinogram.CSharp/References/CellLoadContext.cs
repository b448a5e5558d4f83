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
    /// <summary>How many transient cells share what the runtime keeps for unloading: making it for each would take a third of the time to load one.</summary>
    private const int TransientsTogether = 16;

    private readonly Lock _transients = new();
    private readonly ConcurrentDictionary<string, Assembly> _cells = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _native = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Assembly> _shared;
    private readonly HashSet<string> _offered;
    private TransientContext? _transient;

    /// <param name="shared">The kernel's own assemblies that cells may name.</param>
    /// <param name="offeredFiles">Files of such assemblies that are not loaded yet.</param>
    public CellLoadContext(IEnumerable<Assembly> shared, IEnumerable<string>? offeredFiles = null)
        : base("cells")
    {
        _shared = shared.DistinctBy(a => a.GetName().Name).ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);
        _offered = new HashSet<string>((offeredFiles ?? []).Select(f => Path.GetFileNameWithoutExtension(f)), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether an assembly is the kernel's and offered to cells: no other of its name can be loaded.</summary>
    public bool IsShared(string simpleName) => _shared.ContainsKey(simpleName) || _offered.Contains(simpleName);

    /// <summary>The file from which an assembly of this name is or would be loaded, or null.</summary>
    public string? FileOf(string simpleName) => _files.GetValueOrDefault(simpleName);

    /// <summary>Loads a compiled cell.</summary>
    public Assembly LoadCell(CellAssembly cell, byte[] image, byte[]? symbols)
    {
        using var code = new MemoryStream(image);
        using var debug = symbols is null ? null : new MemoryStream(symbols);
        var assembly = (cell.IsTransient ? Transient() : (AssemblyLoadContext)this).LoadFromStream(code, debug);
        if (!cell.IsTransient)
        {
            _cells[cell.Name] = assembly;
        }

        cell.SetLoaded(assembly);
        return assembly;
    }

    /// <summary>Whether an assembly is a cell's, or was loaded for cells.</summary>
    public static bool IsOfCells(Assembly assembly) => GetLoadContext(assembly) is CellLoadContext or TransientContext;

    /// <summary>Lets a transient cell go. It is unloaded with those beside it, when nothing of them runs or is held any more.</summary>
    public void Release(CellAssembly cell)
    {
        var context = GetLoadContext(cell.Loaded) as TransientContext;
        cell.Release();
        lock (_transients)
        {
            if (context?.Leave() == true)
            {
                context.Unload();
            }
        }
    }

    private TransientContext Transient()
    {
        lock (_transients)
        {
            if (_transient?.TryEnter() != true)
            {
                _transient = new TransientContext(this);
                _transient.TryEnter();
            }

            return _transient;
        }
    }

    /// <summary>Makes a file loadable by its assembly's name; a language's resources by <c>language/name</c>.</summary>
    public void AddFile(string simpleName, string path) => _files[simpleName] = path;

    /// <summary>Makes a native library loadable by its file's name, with or without <c>lib</c> and the ending.</summary>
    public void AddNativeFile(string path)
    {
        var name = Path.GetFileName(path);
        _native.TryAdd(name, path);
        var bare = name.Split(".so")[0];
        _native.TryAdd(bare, path);
        if (bare.StartsWith("lib", StringComparison.Ordinal))
        {
            _native.TryAdd(bare[3..], path);
        }
    }

    /// <summary>Looks in a folder for what a referenced file needs beside it.</summary>
    public void AddFolder(string folder) => _folders[folder] = true;

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

        var key = string.IsNullOrEmpty(assemblyName.CultureName) ? name : assemblyName.CultureName + "/" + name;
        if (_files.TryGetValue(key, out var path))
        {
            return LoadFromAssemblyPath(path);
        }

        if (_offered.Contains(name) || FrameworkReferences.VersionOf(name + ".dll") is not null)
        {
            return null;
        }

        return _folders.Keys.Select(f => Path.Combine(f, key + ".dll")).FirstOrDefault(File.Exists) is { } beside ? LoadFromAssemblyPath(beside) : null;
    }

    /// <summary>The context of some cells that no later one can use; it sees what all cells see.</summary>
    private sealed class TransientContext(CellLoadContext cells) : AssemblyLoadContext("transient cells", isCollectible: true)
    {
        private int _entered;
        private int _left;

        /// <summary>Takes another cell; false when there are enough.</summary>
        public bool TryEnter() => _entered < TransientsTogether && ++_entered > 0;

        /// <summary>A cell has ended; true when it was the last one that will be here.</summary>
        public bool Leave() => ++_left == TransientsTogether;

        protected override Assembly? Load(AssemblyName assemblyName) => cells.Load(assemblyName);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => cells.LoadUnmanagedDll(unmanagedDllName);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (_native.TryGetValue(unmanagedDllName, out var path))
        {
            return LoadUnmanagedDllFromPath(path);
        }

        var names = new[] { unmanagedDllName, $"lib{unmanagedDllName}.so", unmanagedDllName + ".so" };
        var beside = _folders.Keys.SelectMany(f => names.Select(n => Path.Combine(f, n))).FirstOrDefault(File.Exists);
        return beside is null ? nint.Zero : LoadUnmanagedDllFromPath(beside);
    }
}
