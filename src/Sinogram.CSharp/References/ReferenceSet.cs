using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sinogram.CSharp.References;

/// <summary>
/// What cells are compiled against: the framework, what the kernel offers, what the notebook brings, and the earlier cells in use.
/// Two compilations against the same set share what the compiler has read of it.
/// </summary>
internal sealed class ReferenceSet
{
    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            nullableContextOptions: NullableContextOptions.Annotations,
            metadataImportOptions: MetadataImportOptions.Internal)
        .WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic>
        {
            ["CS1701"] = ReportDiagnostic.Suppress,
            ["CS1702"] = ReportDiagnostic.Suppress,
            ["CS0105"] = ReportDiagnostic.Suppress,
            ["CS0436"] = ReportDiagnostic.Suppress,
        });

    private readonly Lock _lock = new();
    private readonly List<MetadataReference> _extra = [];
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _replaced = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Compilations _used = new();
    private readonly Compilations _all = new();
    private HashSet<string> _reachable = [];
    private bool _isWhole;

    public ReferenceSet(IEnumerable<Assembly> offered, IEnumerable<string> files)
    {
        foreach (var assembly in offered.Append(typeof(Runtime.Interrupts).Assembly).Distinct())
        {
            AddFile(assembly.Location);
        }

        foreach (var file in files)
        {
            AddFile(file);
        }
    }

    /// <summary>Adds a file; false where it is there already.</summary>
    public bool AddFile(string path)
    {
        lock (_lock)
        {
            if (path.Length == 0 || !_files.TryAdd(Path.GetFileName(path), path))
            {
                return false;
            }

            _extra.Add(MetadataReference.CreateFromFile(path));
            _used.Clear();
            _all.Clear();
            return true;
        }
    }

    /// <summary>Adds a file that stands in for the framework's own of the same name.</summary>
    public void ReplaceFramework(string path)
    {
        lock (_lock)
        {
            if (_replaced.Add(Path.GetFileName(path)))
            {
                AddFile(path);
            }
        }
    }

    /// <summary>The file of this name that cells are compiled against, or null.</summary>
    public string? FileOf(string fileName)
    {
        lock (_lock)
        {
            return _files.GetValueOrDefault(fileName);
        }
    }

    /// <summary>Whether an assembly that is not a cell can be named by cells.</summary>
    public bool Knows(Assembly assembly) =>
        assembly.Location is { Length: > 0 } path
        && (_files.ContainsKey(Path.GetFileName(path)) || Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location));

    /// <summary>A compilation of one tree against the whole framework and the earlier cells that it uses.</summary>
    public CSharpCompilation Compile(SyntaxTree tree, IReadOnlyList<CellAssembly> cells)
    {
        lock (_lock)
        {
            return _all.Get(cells, () => [.. FrameworkReferences.Files.Where(IsOwn).Select(FrameworkReferences.Of), .. _extra]).AddSyntaxTrees(tree);
        }
    }

    /// <summary>
    /// The same against that part of the framework which the names written here or in an earlier cell can mean; null where that is all of
    /// it. What fails so may still succeed with the whole.
    /// </summary>
    public CSharpCompilation? CompileAgainst(IReadOnlySet<string> names, SyntaxTree tree, IReadOnlyList<CellAssembly> cells)
    {
        lock (_lock)
        {
            if (_isWhole)
            {
                return null;
            }

            var count = _names.Count;
            _names.UnionWith(names.Where(FrameworkReferences.Index.IsPart));
            if (_names.Count != count && FrameworkReferences.Index.Reachable(_names) is var reachable && reachable.Count != _reachable.Count)
            {
                _reachable = reachable;
                _used.Clear();
            }

            return _used.Get(cells, () => [.. FrameworkReferences.Files.Where(f => _reachable.Contains(f) && IsOwn(f)).Select(FrameworkReferences.Of), .. _extra]).AddSyntaxTrees(tree);
        }
    }

    /// <summary>No package stands in for this file of the framework.</summary>
    private bool IsOwn(string file) => !_replaced.Contains(Path.GetFileName(file));

    /// <summary>The source generators of packages.</summary>
    public Generators.PackageGenerators Generators { get; } = new();

    /// <summary>From now on the whole framework is used: a cell needed what its names do not tell.</summary>
    public void UseWhole() => _isWhole = true;

    /// <summary>Two compilations that are kept to begin others with, so that what the compiler has read is shared: one without cells, one with the last ones.</summary>
    private sealed class Compilations
    {
        private string? _lastKey;
        private CSharpCompilation? _last;
        private CSharpCompilation? _empty;

        public void Clear() => (_last, _lastKey, _empty) = (null, null, null);

        public CSharpCompilation Get(IReadOnlyList<CellAssembly> cells, Func<ImmutableArray<MetadataReference>> others)
        {
            if (cells.Count == 0)
            {
                return _empty ??= CSharpCompilation.Create(Emit.CellImage.Placeholder, [], others(), Options);
            }

            var key = string.Join(',', cells.Select(c => (c.Id, c.HiddenCount)));
            if (_last is null || key != _lastKey)
            {
                _last = CSharpCompilation.Create(Emit.CellImage.Placeholder, [], others().AddRange(cells.Select(c => c.Reference)), Options);
                _lastKey = key;
            }

            return _last;
        }
    }
}
