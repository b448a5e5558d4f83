namespace Sinogram.Data.Storage.Http;

/// <summary>
/// The body of an answer of known length. Where the connection breaks, the rest is asked for again; the opener refuses a file that has changed.
/// </summary>
/// <param name="first">The body as it begins.</param>
/// <param name="start">Where in the file it begins.</param>
/// <param name="length">How much is to come.</param>
/// <param name="open">Opens the file again, from a place, for so many bytes.</param>
/// <param name="location">For messages.</param>
internal sealed class ResumingStream(Stream first, long start, long length, Func<long, long, CancellationToken, Task<Stream>> open, string location) : Stream
{
    private const int Attempts = 3;
    private Stream? _body = first;
    private long _done;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _body?.Dispose(); }
        base.Dispose(disposing);
    }
}
