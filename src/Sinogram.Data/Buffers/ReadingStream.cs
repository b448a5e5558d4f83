namespace Sinogram.Data.Buffers;

/// <summary>A stream that is only read.</summary>
internal abstract class ReadingStream : Stream
{
    public sealed override bool CanRead => true;
    public sealed override bool CanWrite => false;
    public sealed override void Flush() { }
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public abstract override int Read(Span<byte> buffer);
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads by <see cref="ReadAsync(Memory{byte}, CancellationToken)"/>, for streams whose bytes come over a network.</summary>
    protected int ReadByWaiting(Span<byte> buffer)
    {
        var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, Math.Min(buffer.Length, 1 << 20)));
        try
        {
            var read = ReadAsync(bytes.AsMemory(0, Math.Min(buffer.Length, bytes.Length))).AsTask().GetAwaiter().GetResult();
            bytes.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

/// <summary>A stream that is only read, from its beginning to its end.</summary>
internal abstract class ForwardStream : ReadingStream
{
    public sealed override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
}
