using Sinogram.Data.Buffers;

namespace Sinogram.Data.Storage;

/// <summary>Reads a stored file at any place, in blocks that grow while reading goes forward.</summary>
internal sealed class RangedStream(IStorage storage, StorageEntry file) : ReadingStream
{
    private const int FirstBlock = 64 << 10;
    private const int LargestBlock = 4 << 20;
    private byte[] _block = [];
    private long _blockStart;
    private int _blockLength;
    private int _next = FirstBlock;
    private long _position;

    public override bool CanSeek => true;
    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position >= Length) { return 0; }
        if (_position < _blockStart || _position >= _blockStart + _blockLength) { await FetchAsync(cancellationToken).ConfigureAwait(false); }
        var at = (int)(_position - _blockStart);
        var count = Math.Min(buffer.Length, _blockLength - at);
        _block.AsMemory(at, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(Span<byte> buffer) => ReadByWaiting(buffer);

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length });

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        _next = _position == _blockStart + _blockLength && _blockLength > 0 ? Math.Min(_next * 2, LargestBlock) : FirstBlock;
        var length = (int)Math.Min(_next, Length - _position);
        if (_block.Length < length) { _block = new byte[length]; }
        (_blockStart, _blockLength) = (_position, 0);
        var source = await storage.OpenReadAsync(file.Path, _position, length, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            _blockLength = await source.ReadAtLeastAsync(_block.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        if (_blockLength < length) { throw new StorageException(StorageFault.Changed, $"{storage.Locate(file.Path)} became shorter while it was read."); }
    }
}
