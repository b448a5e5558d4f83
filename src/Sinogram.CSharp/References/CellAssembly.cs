using System.Reflection;
using Microsoft.CodeAnalysis;
using Sinogram.Core.Cells;

namespace Sinogram.CSharp.References;

/// <summary>A compiled cell as later cells see it: its image as a reference, and the cells that its public surface shows types of.</summary>
internal sealed class CellAssembly(int id, int cellNumber, string name, byte[] image)
{
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
    public MetadataReference Reference { get; } =
        MetadataReference.CreateFromImage(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(image), filePath: name);

    /// <summary>The cells whose types appear in what this one publishes.</summary>
    public HashSet<CellAssembly> Exposes { get; } = [];

    /// <summary>Another cell has redefined a type of a namespace here: later cells see this one only under its own alias.</summary>
    public bool IsShadowed { get; set; }

    /// <summary>The alias of a shadowed assembly.</summary>
    public string Alias => "cell" + id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The prefix of a full name in this assembly.</summary>
    public string Root => IsShadowed ? Alias + "::" : "global::";

    /// <summary>The loaded assembly.</summary>
    public Assembly Loaded => _loaded ?? throw new InvalidOperationException(name + " is not loaded");

    /// <summary>The symbols: where in the cell its code comes from.</summary>
    public byte[]? Symbols { get; init; }

    /// <summary>Keeps the loaded assembly.</summary>
    public void SetLoaded(Assembly assembly) => _loaded = assembly;

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
}
