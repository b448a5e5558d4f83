using System.Buffers.Binary;

namespace Sinogram.Data.Postgres;

/// <summary>Reads COPY … TO STDOUT (FORMAT binary) into columns.</summary>
internal sealed class CopyReader(Stream source, FieldReader[] fields)
{
    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;

    /// <summary>The rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>All rows came.</summary>
    public bool Ended { get; private set; }

    /// <summary>Reads what stands before the rows.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await NeedAsync(19, cancellationToken).ConfigureAwait(false);
        if (!_buffer.AsSpan(_start, 11).SequenceEqual(Signature)) { throw Broken(); }
        var extension = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 15));
        _start += 19;
        await NeedAsync(extension, cancellationToken).ConfigureAwait(false);
        _start += extension;
    }

    /// <summary>Reads rows to the end, or at most so many.</summary>
    public async Task ReadAsync(long most, Action<long>? progress, CancellationToken cancellationToken)
    {
        for (long read = 0; read < most; read++, Rows++)
        {
            if (_end - _start < 2) { await NeedAsync(2, cancellationToken).ConfigureAwait(false); }
            var count = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start));
            _start += 2;
            if (count == -1)
            {
                Ended = true;
                return;
            }
            if (count != fields.Length) { throw Broken(); }
            if (read == Array.MaxLength) { throw new TableException($"The result has more than {Array.MaxLength:N0} rows, the most a table holds: filter or aggregate it, or take it in parts with StreamAsync."); }
            foreach (var field in fields)
            {
                if (_end - _start < 4) { await NeedAsync(4, cancellationToken).ConfigureAwait(false); }
                var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
                _start += 4;
                if (length == -1) { field.Builder.AppendNull(); continue; }
                if (length < 0) { throw Broken(); }
                if (_end - _start < length) { await NeedAsync(length, cancellationToken).ConfigureAwait(false); }
                ReadOne(field, length);
            }
            if ((Rows & 0xFFFF) == 0xFFFF) { progress?.Invoke(Rows + 1); }
        }
    }

    private void ReadOne(FieldReader field, int length)
    {
        try
        {
            field.Read(_buffer.AsSpan(_start, length));
            _start += length;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new EngineException($"Column '{field.Name}' has a value that is not of the type the server tells: {e.Message}", "PostgreSQL", inner: e);
        }
    }

    /// <summary>Memory grows with what arrives, not with what is announced.</summary>
    private async Task NeedAsync(int count, CancellationToken cancellationToken)
    {
        if (count < 0) { throw Broken(); }
        if (_end - _start >= count) { return; }
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < count)
        {
            if (_end == _buffer.Length) { Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, _buffer.Length * 2L)); }
            var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0) { throw Broken(); }
            _end += read;
        }
    }

    private static EngineException Broken() => new("The server's answer is not a binary copy, or is cut short.", "PostgreSQL");
}
