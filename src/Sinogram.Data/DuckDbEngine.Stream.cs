using Sinogram.Data.Engine;

namespace Sinogram.Data;

public sealed partial class DuckDbEngine
{
    /// <summary>
    /// Runs a query and gives its rows in tables of at most <paramref name="batchRows"/> rows, as the engine makes them: in constant memory, whatever their number.
    /// The first table is given also when there are no rows. The engine is busy until the last one is taken, or the enumeration is disposed.
    /// </summary>
    /// <exception cref="EngineException">As for <see cref="Query(string, CancellationToken)"/>; also in the middle.</exception>
    public IEnumerable<Table> Stream(string sql, QueryOptions? options = null, int batchRows = 16_384, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        return Batches(sql, options ?? new QueryOptions(), batchRows, cancellationToken);
    }

    /// <summary>The first rows: until they are given, files that were fetched in parts can still be fetched whole.</summary>
    private (ResultReader Reader, Table? First) Begin(string sql, IReadOnlyList<string> files, QueryOptions options, int batchRows, CancellationToken cancellationToken)
    {
        ResultReader? reader = null;
        try
        {
            reader = new StatementRunner(_connection).Open(sql, options, cancellationToken);
            return (reader, reader.ReadBatch(batchRows));
        }
        catch (EngineException e) when (MayMissParts(e, files))
        {
            reader?.Dispose();
            FetchWhole(files, options, cancellationToken);
            reader = new StatementRunner(_connection).Open(sql, options, cancellationToken);
            return (reader, reader.ReadBatch(batchRows));
        }
        catch
        {
            reader?.Dispose();
            throw;
        }
    }

    private IEnumerable<Table> Batches(string sql, QueryOptions options, int batchRows, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            using var progress = options.Progress is { } listener ? Progress(listener) : null;
            _scan.Begin();
            // What was given out cannot be run again.
            var (local, files) = Localize(sql, options, mayRepeat: false, cancellationToken);
            var readsFiles = !options.IsPublic && _marks.ReadsFiles(local, makesViews: false);
            var (reader, batch) = Begin(local, files, options, batchRows, cancellationToken);
            using (reader)
            {
                var told = _marks.Of(local, batch, _scan.FieldsRead, options, readsFiles);
                for (; batch is not null; batch = reader.ReadBatch(batchRows)) { yield return told(batch); }
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
