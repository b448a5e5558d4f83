using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Errors;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Execution;

/// <summary>
/// Lets go of cells that no later one can use any more: those that publish nothing when they have run, and those all of whose names others have taken.
/// A notebook in which a cell is run ten thousand times stays as small as one in which it is run once. Not thread-safe: used under the lock of the compiler.
/// </summary>
internal sealed class ReplacedCells(NameTable table, CellCompiler compiler, CellLoadContext context, CellTexts texts)
{
    private readonly HashSet<CellAssembly> _running = [];
    private readonly Dictionary<CellAssembly, KeptText?> _lasting = [];
    private readonly List<(CellAssembly Cell, KeptText? Text)> _released = [];
    private int _enough = 256;

    /// <summary>A cell has been compiled, and will publish its variables while it runs.</summary>
    public void Begin(CellAssembly cell) => _running.Add(cell);

    /// <summary>A cell has run.</summary>
    public void End(CellAssembly cell, KeptText? text)
    {
        _running.Remove(cell);
        if (cell.IsTransient)
        {
            Release(cell, text);
        }
        else
        {
            if (cell.IsCollectible)
            {
                _lasting.Add(cell, text);
            }

            ReleaseReplaced();
        }

        if (_released.Count > _enough)
        {
            _released.RemoveAll(IsGone);
            _enough = (2 * _released.Count) + 256;
        }
    }

    private void ReleaseReplaced()
    {
        if (_lasting.Count == 0)
        {
            return;
        }

        var used = CellAssembly.Closure(table.Cells().Concat(_running)).ToHashSet();
        foreach (var (cell, text) in _lasting.Where(l => !used.Contains(l.Key)).ToList())
        {
            _lasting.Remove(cell);
            Release(cell, text);
        }
    }

    private void Release(CellAssembly cell, KeptText? text)
    {
        context.Release(cell);
        _released.Add((cell, text));
    }

    /// <summary>Whether nothing of a cell runs or is held any more: then no message will name it.</summary>
    private bool IsGone((CellAssembly Cell, KeptText? Text) released)
    {
        if (!context.Forget(released.Cell))
        {
            return false;
        }

        compiler.Forget(released.Cell);
        if (released.Text is { } text)
        {
            texts.Forget(text);
        }

        return true;
    }
}
