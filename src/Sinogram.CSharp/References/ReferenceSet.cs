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
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private string? _lastKey;
    private CSharpCompilation? _last;
    private CSharpCompilation? _empty;

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
            if (path.Length == 0 || !_files.Add(Path.GetFileName(path)))
            {
                return false;
            }

            _extra.Add(MetadataReference.CreateFromFile(path));
            (_last, _lastKey, _empty) = (null, null, null);
            return true;
        }
    }

    /// <summary>Whether an assembly that is not a cell can be named by cells.</summary>
    public bool Knows(Assembly assembly) =>
        assembly.Location is { Length: > 0 } path
        && (_files.Contains(Path.GetFileName(path)) || Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location));

    /// <summary>A compilation of one tree against the earlier cells that it uses.</summary>
    public CSharpCompilation Compile(SyntaxTree tree, IReadOnlyList<CellAssembly> cells)
    {
        lock (_lock)
        {
            if (cells.Count == 0)
            {
                _empty ??= CSharpCompilation.Create(Emit.CellImage.Placeholder, [], Framework(), Options);
                return _empty.AddSyntaxTrees(tree);
            }

            var key = string.Join(',', cells.Select(c => c.IsShadowed ? -c.Id : c.Id));
            if (_last is null || key != _lastKey)
            {
                _last = CSharpCompilation.Create(Emit.CellImage.Placeholder, [], Framework().AddRange(cells.Select(Reference)), Options);
                _lastKey = key;
            }

            return _last.AddSyntaxTrees(tree);
        }
    }

    private static MetadataReference Reference(CellAssembly cell) =>
        cell.IsShadowed ? cell.Reference.WithAliases([cell.Alias]) : cell.Reference;

    private ImmutableArray<MetadataReference> Framework() => FrameworkReferences.All.AddRange(_extra);
}
