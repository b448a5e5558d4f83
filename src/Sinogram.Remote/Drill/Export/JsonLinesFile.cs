using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <param name="Text">Whole lines, UTF-8.</param>
/// <param name="Rows">Their number.</param>
internal readonly record struct JsonLines(ReadOnlyMemory<byte> Text, long Rows);

/// <summary>
/// Rows as JSON lines, one object a row, in constant memory: numbers with all their digits, ISO 8601 dates, times and intervals, bytes as base64, nested values as
/// JSON, nulls written. NaN and the infinities, which JSON lacks, are texts.
/// </summary>
public static class JsonLinesFile
{
    /// <summary>ENOSPC and EDQUOT of the system.</summary>
    private const int NoSpace = 28;
    private const int NoQuota = 122;

    /// <summary>Writes tables to a file: beside its place under a hidden name first, then renamed, so that it is there whole or not at all.</summary>
    /// <param name="batches">The rows; an exception of theirs leaves a former file as it was.</param>
    /// <param name="path">The file.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The number of rows.</returns>
    public static long Write(IEnumerable<Table> batches, string path, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(batches);
        path = Path.GetFullPath(path);
        var part = Part(path);
        try
        {
            long rows = 0;
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                var text = new JsonLineText((1 << 20) + (1 << 16));
                foreach (var lines in batches.SelectMany(b => TableLines.Of(b, text)))
                {
                    token.ThrowIfCancellationRequested();
                    file.Write(lines.Text.Span);
                    rows += lines.Rows;
                }
            }
            File.Move(part, path, overwrite: true);
            return rows;
        }
        catch (Exception e)
        {
            File.Delete(part);
            if (e is IOException io) { throw Unwritten(path, io); }
            throw;
        }
    }

    /// <summary>Writes lines, of which each batch is good until the next but one comes.</summary>
    internal static async Task<long> WriteAsync(IAsyncEnumerable<JsonLines> batches, string path, CancellationToken token)
    {
        path = Path.GetFullPath(path);
        var part = Part(path);
        long rows = 0;
        try
        {
            var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            await using (file.ConfigureAwait(false))
            {
                // The next batch is read while this one is written.
                var writing = Task.CompletedTask;
                try
                {
                    await foreach (var lines in batches.WithCancellation(token).ConfigureAwait(false))
                    {
                        await writing.ConfigureAwait(false);
                        rows += lines.Rows;
                        var text = lines.Text;
                        writing = Task.Run(() => file.Write(text.Span), CancellationToken.None);
                    }
                }
                finally
                {
                    await writing.ConfigureAwait(false);
                }
            }
            File.Move(part, path, overwrite: true);
            return rows;
        }
        catch (Exception e)
        {
            File.Delete(part);
            if (e is IOException io) { throw Unwritten(path, io); }
            throw;
        }
    }

    private static DrillException Unwritten(string path, IOException e) => e.HResult is NoSpace or NoQuota
        ? new DrillException($"The disk of {path} is full; a former file is as it was.", hint: "Free some space or name another place.", inner: e)
        : new DrillException($"{path} cannot be written: {e.Message}", hint: "Name another place.", inner: e);

    private static string Part(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");
}
