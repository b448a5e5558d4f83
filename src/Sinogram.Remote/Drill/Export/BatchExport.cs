using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Batches of rows as a Parquet, CSV or Arrow file: they go through an engine that spills to disk, so that no result has to fit into memory.</summary>
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
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 512L << 20 });
        Schema? schema = null;
        long rows = 0;
        await foreach (var batch in batches.WithCancellation(token).ConfigureAwait(false))
        {
            if (batch.ColumnCount == 0) { continue; }
            if (schema is not null && !batch.Schema.Select(f => (f.Name, f.Type)).SequenceEqual(schema.Select(f => (f.Name, f.Type))))
            {
                throw new DrillException($"The columns change after {rows:N0} rows: {Change(schema, batch.Schema)}. A file of this kind has the same ones throughout.", hint: "CAST the column in the query, name the columns instead of *, or export to .jsonl.");
            }
            engine.Register("batch", batch, token);
            engine.Execute(schema is null ? "CREATE TABLE rows AS SELECT * FROM batch" : "INSERT INTO rows SELECT * FROM batch", token);
            engine.Unregister("batch", token);
            schema ??= batch.Schema;
            rows += batch.RowCount;
        }
        if (schema is null) { throw new DrillException("The statement gives no rows and no columns: there is nothing to export."); }
        engine.Export("SELECT * FROM rows", location, format, cancellationToken: token);
        return rows;
    }

    private static string Change(Schema former, Schema next)
    {
        var field = next.FirstOrDefault(f => !former.Contains(f.Name)) ?? former.FirstOrDefault(f => !next.Contains(f.Name));
        if (field is not null) { return former.Contains(field.Name) ? $"'{field.Name}' is gone" : $"'{field.Name}' is new"; }
        var changed = next.First(f => former[f.Name].Type != f.Type);
        return $"'{changed.Name}' was {former[changed.Name].Type} and is {changed.Type}";
    }
}
