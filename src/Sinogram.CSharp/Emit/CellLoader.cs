using System.Collections.Concurrent;
using Sinogram.Core.Cells;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Emit;

/// <summary>Loads compiled pieces and knows all that are loaded.</summary>
internal sealed class CellLoader(CellLoadContext context)
{
    private readonly ConcurrentDictionary<string, CellAssembly> _assemblies = new(StringComparer.Ordinal);

    /// <summary>All loaded pieces by their assembly names.</summary>
    public IReadOnlyDictionary<string, CellAssembly> Assemblies => _assemblies;

    /// <summary>Forgets a piece that has been unloaded.</summary>
    public void Forget(CellAssembly cell) => _assemblies.TryRemove(cell.Name, out _);

    /// <summary>Gives an image its name and loads it.</summary>
    /// <param name="id">The number of the piece.</param>
    /// <param name="part">The text that it comes from.</param>
    /// <param name="image">What the compiler wrote.</param>
    /// <param name="symbols">Its symbols, where they were written with it.</param>
    /// <param name="late">What makes them when a trace asks for them.</param>
    /// <param name="uses">The earlier pieces that it may refer to.</param>
    /// <param name="replaces">A name that it publishes had a meaning: it may be replaced itself and is to be unloadable.</param>
    /// <param name="isTransient">Nothing of it can be named later.</param>
    public (CellAssembly Assembly, LoadedImage Image) Load(
        int id, CellPart part, byte[] image, byte[]? symbols, LateSymbols? late, IReadOnlyList<CellAssembly> uses, bool replaces, bool isTransient = false)
    {
        var name = CellImage.NameOf(id);
        CellImage.Finish(image, name);
        var isCollectible = isTransient || replaces;
        var loaded = LoadedImage.Of(
            image, names => isCollectible |= (uses = [.. uses.Where(c => names.Contains(c.Name))]).Any(c => c.IsCollectible), n => _assemblies.TryGetValue(n, out var earlier) && earlier.Hidden.Count > 0 ? earlier.Hidden : null);
        var assembly = new CellAssembly(id, part.CellNumber, name, image, symbols, late)
        {
            Place = part.Place,
            IsTransient = isTransient,
            IsCollectible = isCollectible,
            HasMixedAccess = loaded.HasMixedAccess,
        };
        context.LoadCell(assembly, loaded.Bytes, symbols, uses);
        _assemblies[name] = assembly;
        return (assembly, loaded);
    }
}
