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
    private readonly ConcurrentDictionary<string, WeakReference<Assembly>> _collectible = new(StringComparer.Ordinal);
    private CollectibleContext? _transient;

    /// <param name="shared">The kernel's own assemblies that cells may name.</param>
    /// <param name="offeredFiles">Files of such assemblies that are not loaded yet.</param>
    public CellLoadContext(IEnumerable<Assembly> shared, IEnumerable<string>? offeredFiles = null)
        : base("cells")
    {
        _shared = shared.DistinctBy(a => a.GetName().Name).ToDictionary(a => a.GetName().Name!, StringComparer.OrdinalIgnoreCase);
        _offered = new HashSet<string>((offeredFiles ?? []).Select(f => Path.GetFileNameWithoutExtension(f)), StringComparer.OrdinalIgnoreCase);
        Lookup = new CollectibleContext(this, 0);
    }

    /// <summary>Whether an assembly is the kernel's and offered to cells: no other of its name can be loaded.</summary>
    public bool IsShared(string simpleName) => _shared.ContainsKey(simpleName) || _offered.Contains(simpleName);

    /// <summary>The file from which an assembly of this name is or would be loaded, or null.</summary>
    public string? FileOf(string simpleName) => _files.GetValueOrDefault(simpleName);

    /// <summary>
    /// What names are looked up in while cells run: all cells, also those that may be unloaded, which this context itself must not hand out: the runtime lets only
    /// what can be unloaded itself refer to them.
    /// </summary>
    public AssemblyLoadContext Lookup { get; }

    /// <summary>Loads a compiled cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="image">Its code.</param>
    /// <param name="symbols">Its symbols, if any.</param>
    /// <param name="uses">The earlier cells that it refers to.</param>
    public Assembly LoadCell(CellAssembly cell, byte[] image, byte[]? symbols, IReadOnlyList<CellAssembly> uses)
    {
        using var code = new MemoryStream(image);
        using var debug = symbols is null ? null : new MemoryStream(symbols);
        Assembly assembly;
        if (cell.IsCollectible)
        {
            var context = cell.IsTransient ? Transient() : new CollectibleContext(this, 1);
            context.Use(uses);
            assembly = context.LoadFromStream(code, debug);
            _collectible[cell.Name] = new WeakReference<Assembly>(assembly);
        }
        else
        {
            assembly = LoadFromStream(code, debug);
            _cells[cell.Name] = assembly;
        }

        cell.SetLoaded(assembly);
        return assembly;
    }

    /// <summary>Whether an assembly is a cell's, or was loaded for cells.</summary>
    public static bool IsOfCells(Assembly assembly) => GetLoadContext(assembly) is CellLoadContext or CollectibleContext;

    /// <summary>Lets a cell go that can be unloaded: it is, with those beside it, when nothing of them runs or is held any more.</summary>
    public void Release(CellAssembly cell)
    {
        var context = GetLoadContext(cell.Loaded) as CollectibleContext;
        cell.Release();
        lock (_transients)
        {
            if (context?.Leave() == true)
            {
                context.Unload();
            }
        }
    }

    /// <summary>Forgets a cell that has been unloaded; false where it has not.</summary>
    public bool Forget(CellAssembly cell)
    {
        if (_collectible.TryGetValue(cell.Name, out var loaded) && loaded.TryGetTarget(out _))
        {
            return false;
        }

        _collectible.TryRemove(cell.Name, out _);
        return true;
    }

    private CollectibleContext Transient()
    {
        lock (_transients)
        {
            if (_transient?.TryEnter() != true)
            {
                _transient = new CollectibleContext(this, TransientsTogether);
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

    /// <summary>
    /// The context of cells that can be unloaded: one that later cells see until another takes its place, or some that no later one can use. It holds the earlier cells
    /// that it refers to, for what has not been called yet is looked up late.
    /// </summary>
    /// <param name="cells">Where all else is.</param>
    /// <param name="room">For how many cells it is.</param>
    private sealed class CollectibleContext(CellLoadContext cells, int room) : AssemblyLoadContext("collectible cells", isCollectible: true)
    {
        private readonly ConcurrentDictionary<string, Assembly> _uses = new(StringComparer.Ordinal);
        private int _entered = 1;
        private int _left;

        /// <summary>Takes another cell; false when there are enough.</summary>
        public bool TryEnter() => _entered < room && ++_entered > 0;

        /// <summary>A cell has ended; true when it was the last one that will be here.</summary>
        public bool Leave() => ++_left == room;

        /// <summary>Holds what a cell refers to.</summary>
        public void Use(IReadOnlyList<CellAssembly> used)
        {
            foreach (var cell in used.Where(c => c.IsCollectible))
            {
                _uses[cell.Name] = cell.Loaded;
            }
        }

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _uses.TryGetValue(assemblyName.Name!, out var used) ? used
            : cells._collectible.TryGetValue(assemblyName.Name!, out var other) && other.TryGetTarget(out var assembly) ? assembly
            : cells.Load(assemblyName);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => cells.LoadUnmanagedDll(unmanagedDllName);
    }
}
