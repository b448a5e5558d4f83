using System.Reflection;
using Microsoft.CodeAnalysis;
using Sinogram.Core.Cells;
using Sinogram.CSharp.Emit;

namespace Sinogram.CSharp.References;

/// <summary>A compiled cell as later cells see it: its image as a reference, and the cells that its public surface shows types of.</summary>
internal sealed class CellAssembly(int id, int cellNumber, string name, byte[] image, byte[]? symbols, LateSymbols? late)
{
    private volatile Dictionary<string, string> _hidden = new(StringComparer.Ordinal);
    private byte[] _image = image;
    private Tuple<int, MetadataReference>? _reference;
    private byte[]? _symbols = symbols;
    private Assembly? _loaded;

    /// <summary>Counts compiled pieces; unique in the session, while a cell's number may repeat.</summary>
    public int Id => id;

    /// <summary>The execution count of the cell that it came from.</summary>
    public int CellNumber => cellNumber;

    /// <summary>How messages name the place of its code: the cell, or the file.</summary>
    public string Place { get; init; } = CellPart.PlaceOf(cellNumber);

    /// <summary>The assembly's simple name.</summary>
    public string Name => name;

    /// <summary>The image as a reference.</summary>
    public MetadataReference Reference
    {
        get
        {
            var count = HiddenCount;
            if (_reference is not { } known || known.Item1 != count)
            {
                var image = count == 0 ? _image : HiddenTypes.MoveOut(_image, _hidden, n => Exposes.FirstOrDefault(e => e.Name == n)?.Hidden);
                _reference = known = Tuple.Create<int, MetadataReference>(count, Make(image, name));
            }

            return known.Item2;
        }
    }

    /// <summary>How many types are hidden of it and of the cells whose types it shows: as long as it is the same, so is the reference.</summary>
    public int HiddenCount
    {
        get
        {
            var count = _hidden.Count;
            foreach (var exposed in Exposes)
            {
                count += exposed._hidden.Count;
            }

            return count;
        }
    }

    /// <summary>No later cell can use it: it is unloaded when nothing of it runs or is held any more.</summary>
    public bool IsTransient { get; init; }

    /// <summary>It takes the place of something, or refers to what does: it can be unloaded once another has taken its own.</summary>
    public bool IsCollectible { get; init; }

    /// <summary>It has been let go.</summary>
    public bool IsReleased => _loaded is null;

    /// <summary>The cells whose types appear in what this one publishes.</summary>
    public HashSet<CellAssembly> Exposes { get; } = [];

    /// <summary>The types of namespaces that another cell has defined anew, by their names in metadata: their namespaces.</summary>
    public IReadOnlyDictionary<string, string> Hidden => _hidden;

    /// <summary>The loaded assembly.</summary>
    public Assembly Loaded => _loaded ?? throw new InvalidOperationException(name + " is not loaded");

    /// <summary>The symbols: where in the cell its code comes from. Made now where they are not loaded.</summary>
    public byte[]? Symbols => _symbols ?? Late?.Image;

    /// <summary>The symbols that are not loaded with it; null where they are.</summary>
    public LateSymbols? Late { get; private set; } = late;

    /// <summary>It has members that are for derived types and for the same assembly: cells that use it skip the runtime's checks of access.</summary>
    public bool HasMixedAccess { get; init; }

    /// <summary>
    /// Another cell has defined a type of a namespace anew: later cells find the one here only where a variable or a member has it. The type takes another
    /// namespace in the image that they are compiled against.
    /// </summary>
    /// <param name="space">Its namespace.</param>
    /// <param name="metadataName">Its name, with the number of type parameters.</param>
    public void Hide(string space, string metadataName) =>
        _hidden = new Dictionary<string, string>(_hidden, StringComparer.Ordinal) { [metadataName] = space };

    /// <summary>Keeps the loaded assembly.</summary>
    public void SetLoaded(Assembly assembly) => _loaded = assembly;

    /// <summary>Lets everything go but the cell that it came from.</summary>
    public void Release()
    {
        (_loaded, _reference, _image, _symbols, Late) = (null, null, [], null, null);
        Exposes.Clear();
    }

    /// <summary>A set of cells with all those that they expose, in order of compilation.</summary>
    public static List<CellAssembly> Closure(IEnumerable<CellAssembly> cells)
    {
        var all = new HashSet<CellAssembly>();
        var pending = new Stack<CellAssembly>(cells);
        while (pending.TryPop(out var cell))
        {
            if (all.Add(cell))
            {
                foreach (var exposed in cell.Exposes)
                {
                    pending.Push(exposed);
                }
            }
        }

        return [.. all.OrderBy(c => c.Id)];
    }

    private static PortableExecutableReference Make(byte[] image, string name) =>
        MetadataReference.CreateFromImage(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(image), filePath: name);
}
