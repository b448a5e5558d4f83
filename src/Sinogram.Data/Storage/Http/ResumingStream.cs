using Sinogram.Data.Buffers;

namespace Sinogram.Data.Storage.Http;

/// <summary>
/// The body of an answer of known length. Where the connection breaks, the rest is asked for again; the opener refuses a file that has changed.
/// </summary>
/// <param name="first">The body as it begins.</param>
/// <param name="start">Where in the file it begins.</param>
/// <param name="length">How much is to come.</param>
/// <param name="open">Opens the file again, from a place, for so many bytes.</param>
/// <param name="location">For messages.</param>
internal sealed class ResumingStream(Stream first, long start, long length, Func<long, long, CancellationToken, Task<Stream>> open, string location) : ForwardStream
{
    private const int Attempts = 3;
    private Stream? _body = first;
    private long _done;

    /// <summary>Opens a part of a file; a part that begins at or beyond its end is empty.</summary>
    /// <param name="get">Asks for so many bytes from a place on, of the content that has a tag where one is given.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How much, or all that is left.</param>
    /// <param name="location">For messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Stream> OpenAsync(Func<long, long?, string?, CancellationToken, Task<HttpResponseMessage>> get, long offset, long? length, string location, CancellationToken cancellationToken)
    {
        if (length == 0) { return Null; }
        HttpResponseMessage response;
        try
        {
            response = await get(offset, length, null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.Fault == StorageFault.Changed && offset > 0)
        {
            return Null;
        }
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        // Of unknown length (HttpFS, of a large file), there is nothing to resume by.
        if (response.Content.Headers.ContentLength is not { } total) { return body; }
        var tag = response.Headers.ETag?.ToString();
        return new ResumingStream(body, offset, total, async (from, count, token) => await (await get(from, count, tag, token).ConfigureAwait(false)).Content.ReadAsStreamAsync(token).ConfigureAwait(false), location);
    }

    public override long Length => length;

    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _done == length) { return 0; }
        Exception? cause = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                _body ??= await open(start + _done, length - _done, cancellationToken).ConfigureAwait(false);
                var read = await _body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _done)], cancellationToken).ConfigureAwait(false);
                _done += read;
                if (read > 0) { return read; }
            }
            catch (Exception e) when (e is HttpRequestException || (e is IOException && e is not StorageException { Fault: not StorageFault.Unavailable }))
            {
                cause = e;
            }
            if (_body is not null) { await _body.DisposeAsync().ConfigureAwait(false); }
            _body = null;
        }
        throw new StorageException(StorageFault.Unavailable, $"{location}: the connection broke again and again after {start + _done:N0} bytes.", cause);
    }

    public override int Read(Span<byte> buffer) => ReadByWaiting(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _body?.Dispose(); }
        base.Dispose(disposing);
    }
}
