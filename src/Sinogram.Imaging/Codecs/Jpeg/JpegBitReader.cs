namespace Sinogram.Imaging.Codecs.Jpeg;

/// <summary>Bits of an entropy-coded segment: removes stuffed bytes, stops before the next marker.</summary>
internal ref struct JpegBitReader(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _bits;
    private int _count;

    // Zeros appended after the end, so that looking ahead is always possible; taking them is an error.
    private int _padding;

    /// <summary>Where the next unread byte lies; at the marker that ends the segment once that was met.</summary>
    internal int Position { get; private set; } = position;

    /// <summary>The next <paramref name="count"/> bits (up to 16), which stay.</summary>
    internal uint Peek(int count)
    {
        if (_count < count)
        {
            Fill();
        }

        return (uint)(_bits >> (_count - count)) & ((1u << count) - 1);
    }

    /// <summary>Passes over bits that were peeked at.</summary>
    internal void Skip(int count)
    {
        _count -= count;
        if (_count < _padding)
        {
            throw new PixelDataException($"The JPEG data ends too early, at byte {Position} of {_data.Length}.");
        }
    }

    /// <summary>The next <paramref name="count"/> bits (up to 16).</summary>
    internal uint Take(int count)
    {
        var bits = Peek(count);
        Skip(count);
        return bits;
    }

    /// <summary>A difference of <paramref name="size"/> bits, whose leading zero means negative (table F.1, EXTEND of figure F.12).</summary>
    internal int TakeSigned(int size)
    {
        if (size == 0)
        {
            return 0;
        }

        var bits = (int)Take(size);
        return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
    }

    /// <summary>Passes over the restart marker that must follow here.</summary>
    internal void Restart(int index)
    {
        _bits = 0;
        _count = 0;
        _padding = 0;
        var expected = JpegMarker.FirstRestart + (index & 7);
        while (Position + 1 < _data.Length && (_data[Position] != 0xFF || _data[Position + 1] is 0 or 0xFF))
        {
            Position++;
        }

        if (Position + 1 >= _data.Length || _data[Position + 1] != expected)
        {
            throw new PixelDataException($"The JPEG data lacks restart marker {index & 7} near byte {Position}.");
        }

        Position += 2;
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            if (!TryReadByte(out var next))
            {
                _padding += 8;
            }

            _bits = (_bits << 8) | next;
            _count += 8;
        }
    }

    private bool TryReadByte(out byte value)
    {
        value = 0;
        if (Position >= _data.Length)
        {
            return false;
        }

        var read = _data[Position];
        if (read == 0xFF)
        {
            if (Position + 1 >= _data.Length || _data[Position + 1] != 0)
            {
                return false;
            }

            Position++;
        }

        Position++;
        value = read;
        return true;
    }
}
