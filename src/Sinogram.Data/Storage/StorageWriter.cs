namespace Sinogram.Data.Storage;

/// <summary>
/// A file being written. It appears at its path, whole, with <see cref="CommitAsync"/>; disposed without it, nothing appears and a former file stays as it was.
/// </summary>
public abstract class StorageWriter : Stream
{
    private long _written;

    /// <summary>Makes what was written the file's content, in place of a former one.</summary>
    /// <exception cref="StorageException">It did not arrive whole; the former file is as it was.</exception>
    public abstract Task CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings all that was written to its place and has it checked there, so that <see cref="CommitAsync"/> has only to let it appear; nothing is written after it. Of several files
    /// that belong together, each is prepared before the first one appears.
    /// </summary>
    /// <exception cref="StorageException">It did not arrive whole; the former file is as it was.</exception>
    public virtual Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public sealed override bool CanRead => false;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => true;
    public sealed override long Length => _written;

    public sealed override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public sealed override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await AppendAsync(buffer, cancellationToken).ConfigureAwait(false);
        _written += buffer.Length;
    }

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    protected abstract ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing) { DisposeAsync().AsTask().GetAwaiter().GetResult(); }
        base.Dispose(disposing);
    }

    /// <summary>Gives up what was not committed.</summary>
    public abstract override ValueTask DisposeAsync();
}
