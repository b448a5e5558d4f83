using System.Collections;
using System.Reflection;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Names;

/// <summary>Code that goes on living after its cell has run: a method or type by its entry, or lambdas of a cell's body.</summary>
/// <param name="description">How messages name it.</param>
/// <param name="cell">Where it is: gone when that is unloaded.</param>
internal sealed class Reader(string description, CellAssembly cell)
{
    private readonly WeakReference<Assembly>? _unloadable = cell.IsCollectible ? new(cell.Loaded) : null;
    private bool _isReplaced;

    public string Description => description;

    /// <summary>A method or type that a later definition has replaced is no reader any more, and neither is code that is unloaded.</summary>
    public bool IsLive => !_isReplaced && _unloadable?.TryGetTarget(out _) != false;

    /// <summary>A later definition has taken its place.</summary>
    public void Replace() => _isReplaced = true;
}

/// <summary>The code that reads a name. What is gone is forgotten now and then, so that a cell which runs often adds no more than itself.</summary>
internal sealed class ReaderSet : IEnumerable<Reader>
{
    private readonly HashSet<Reader> _readers = [];
    private int _enough = 32;

    public void Add(Reader reader)
    {
        _readers.Add(reader);
        if (_readers.Count > _enough)
        {
            _readers.RemoveWhere(r => !r.IsLive);
            _enough = (2 * _readers.Count) + 32;
        }
    }

    public IEnumerator<Reader> GetEnumerator() => _readers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
