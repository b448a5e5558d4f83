using System.Buffers;

namespace Sinogram.Imaging.Dicom;

/// <summary>Bytes that grow as a reader asks for them: a whole memory, or a stream that is read no further than needed.</summary>
/// <remarks>While it grows it lives in a pooled buffer; <see cref="Seal"/> copies what was used and gives the buffer back.</remarks>
internal sealed class ByteSource
{
    private const int FirstChunk = 16 * 1024;

    private readonly int _limit;
    private Stream? _stream;
    private byte[]? _rented;
    private ReadOnlyMemory<byte> _memory;

    public ByteSource(ReadOnlyMemory<byte> memory)
    {
        _memory = memory;
        _limit = memory.Length;
    }

    public ByteSource(Stream stream, int limit, int expected = FirstChunk)
    {
        _stream = stream;
        _limit = limit;
        _rented = ArrayPool<byte>.Shared.Rent(Math.Clamp(expected, 256, FirstChunk));
    }

    /// <summary>How many bytes are here now.</summary>
    public int Length => _memory.Length;

    public ReadOnlySpan<byte> Span => _memory.Span;

    /// <summary>Whether reading ended at the limit, with more to come.</summary>
    public bool HitLimit { get; private set; }

    public ReadOnlyMemory<byte> Slice(int offset, int length) => _memory.Slice(offset, length);

    /// <summary>Makes the first <paramref name="end"/> bytes available; false where there are fewer.</summary>
    public bool Ensure(long end) => end <= _memory.Length || (_stream is not null && Fill(end));

    /// <summary>Ends reading: keeps the first <paramref name="length"/> bytes in an array of their own size.</summary>
    public void Seal(int length)
    {
        _stream = null;
        if (_rented is { } rented)
        {
            _memory = rented.AsSpan(0, Math.Min(length, _memory.Length)).ToArray();
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private bool Fill(long end)
    {
        while (_memory.Length < end)
        {
            var have = _memory.Length;
            if (have >= _limit)
            {
                HitLimit = true;
                return false;
            }
            if (have == _rented!.Length)
            {
                // Doubled only when full: an announced length alone allocates nothing.
                var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)have * 2, Math.Max(_limit, have + 1)));
                _rented.AsSpan(0, have).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
                _rented = larger;
            }
            var read = _stream!.Read(_rented.AsSpan(have, Math.Min(_rented.Length, _limit) - have));
            _memory = _rented.AsMemory(0, have + read);
            if (read == 0)
            {
                _stream = null;
                return false;
            }
        }
        return true;
    }
}
