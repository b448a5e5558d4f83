using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Batches of rows as a Parquet, CSV or Arrow file, written as they come, so that no result has to fit into memory.</summary>
public static class BatchExport
{
    /// <param name="batches">The rows; the file appears only when all of them came.</param>
    /// <param name="location">A file, or a place of a storage.</param>
    /// <param name="format">The kind of file.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="DrillException">The columns change on the way.</exception>
    public static async Task<long> WriteAsync(IAsyncEnumerable<Table> batches, string location, ExportFormat format, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return (await Task.Factory.StartNew(() => DuckDbEngine.Export(Alike(batches.ToBlockingEnumerable(token)), location, format, null, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false)).Rows;
    }

    /// <summary>The batches that have columns, as long as these are the same.</summary>
    private static IEnumerable<Table> Alike(IEnumerable<Table> batches)
    {
        Schema? schema = null;
        long rows = 0;
        foreach (var batch in batches.Where(b => b.ColumnCount > 0))
        {
            if (schema is not null && !batch.Schema.Select(f => (f.Name, f.Type)).SequenceEqual(schema.Select(f => (f.Name, f.Type))))
            {
                throw new DrillException($"The columns change after {rows:N0} rows: {Change(schema, batch.Schema)}. A file of this kind has the same ones throughout.", hint: "CAST the column in the query, name the columns instead of *, or export to .jsonl.");
            }
            schema ??= batch.Schema;
            rows += batch.RowCount;
            yield return batch;
        }
        if (schema is null) { throw new DrillException("The statement gives no rows and no columns: there is nothing to export."); }
    }

    private static string Change(Schema former, Schema next)
    {
        var field = next.FirstOrDefault(f => !former.Contains(f.Name)) ?? former.FirstOrDefault(f => !next.Contains(f.Name));
        if (field is not null) { return former.Contains(field.Name) ? $"'{field.Name}' is gone" : $"'{field.Name}' is new"; }
        var changed = next.First(f => former[f.Name].Type != f.Type);
        return $"'{changed.Name}' was {former[changed.Name].Type} and is {changed.Type}";
    }
}
