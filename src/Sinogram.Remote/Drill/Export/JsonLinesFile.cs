using System.Buffers;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>
/// Tables as JSON lines, one object a row, in constant memory: numbers with all their digits, ISO 8601 dates, times and intervals, bytes as base64, nested values as
/// JSON, nulls written. NaN and the infinities, which JSON lacks, are texts.
/// </summary>
public static class JsonLinesFile
{
    /// <summary>Writes batches of rows to a file: beside its place under a hidden name first, then renamed, so that it is there whole or not at all.</summary>
    /// <param name="batches">The rows; an exception of theirs leaves a former file as it was.</param>
    /// <param name="path">The file.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The number of rows.</returns>
    public static async Task<long> WriteAsync(IAsyncEnumerable<Table> batches, string path, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(batches);
        path = Path.GetFullPath(path);
        var part = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");
        long rows = 0;
        try
        {
            var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                var text = new JsonRowText();
                // The next batch is read while this one is written.
                var writing = Task.CompletedTask;
                await foreach (var batch in batches.WithCancellation(token).ConfigureAwait(false))
                {
                    await writing.ConfigureAwait(false);
                    rows += batch.RowCount;
                    var current = batch;
                    writing = Task.Run(() => text.Write(current, file, token), token);
                }
                await writing.ConfigureAwait(false);
                await file.FlushAsync(token).ConfigureAwait(false);
            }
            File.Move(part, path, overwrite: true);
            return rows;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
