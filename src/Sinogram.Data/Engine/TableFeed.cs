namespace Sinogram.Data.Engine;

/// <summary>Tables of the same columns, one after another, for a scan that reads each once.</summary>
internal sealed class TableFeed : IDisposable
{
    private readonly IEnumerator<Table> _source;
    private bool _ended;

    /// <exception cref="TableException">There is no table, or it has no columns.</exception>
    public TableFeed(IEnumerable<Table> batches)
    {
        _source = batches.GetEnumerator();
        First = _source.MoveNext() ? _source.Current : new Table();
        if (First.ColumnCount == 0) { throw new TableException("A table without columns cannot be written to a file."); }
    }

    /// <summary>The first table; <see cref="Next"/> gives those behind it.</summary>
    public Table First { get; }

    /// <summary>What the source threw: the engine only repeats its words.</summary>
    public Exception? Error { get; private set; }

    /// <summary>The next table, or null at the end.</summary>
    public Table? Next()
    {
        if (_ended) { return null; }
        try
        {
            _ended = !_source.MoveNext();
            return _ended ? null : Same(_source.Current);
        }
        catch (Exception e)
        {
            (Error, _ended) = (e, true);
            throw;
        }
    }

    /// <summary>All of them, for a writer of our own.</summary>
    public IEnumerable<Table> All()
    {
        for (var table = First; table is not null; table = Next()) { yield return table; }
    }

    public void Dispose() => _source.Dispose();

    private Table Same(Table table) => table.Schema.Select(f => (f.Name, f.Type)).SequenceEqual(First.Schema.Select(f => (f.Name, f.Type)))
        ? table : throw new TableException("The tables do not have the same columns: one file holds one kind of rows.");
}
