using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Where an IPC stream is read from.</summary>
internal abstract class IpcInput
{
    /// <summary>Fills a part, or as much of it as is left.</summary>
    public abstract int Read(Span<byte> part);

    /// <summary>The next bytes, in memory that stays as it is.</summary>
    /// <exception cref="ArrowFormatException">There are fewer.</exception>
    public abstract ArrowBuffer Take(long length);

    public static ArrowFormatException CutShort() => new("The Arrow data are cut short: the input ends within a message.");
}

/// <summary>Memory that is ours alone: nothing is copied.</summary>
internal sealed class MemoryInput(ArrowBuffer memory, long start) : IpcInput
{
    private long _at = start;

    public override int Read(Span<byte> part)
    {
        var count = (int)Math.Min(part.Length, memory.Length - _at);
        memory.Read<byte>(_at, count).CopyTo(part);
        _at += count;
        return count;
    }

    public override unsafe ArrowBuffer Take(long length)
    {
        if (length > memory.Length - _at) { throw CutShort(); }
        _at += length;
        return ArrowBuffer.Foreign(memory, memory.Address + _at - length, length);
    }
}

/// <summary>A stream, read forward.</summary>
internal sealed class StreamInput(Stream source) : IpcInput
{
    public override int Read(Span<byte> part) => source.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);

    public override ArrowBuffer Take(long length)
    {
        if (length == 0) { return ArrowBuffer.Empty; }
        if (source.CanSeek)
        {
            if (source.Length - source.Position < length) { throw CutShort(); }
            var exact = ArrowBuffer.Allocate(length);
            for (long at = 0; at < length;)
            {
                var part = (int)Math.Min(1 << 30, length - at);
                if (Read(exact.Part(at, part)) < part) { throw CutShort(); }
                at += part;
            }
            return exact;
        }
        // How much there is cannot be known: memory grows with what has arrived.
        if (length > Array.MaxLength) { throw new ArrowFormatException($"The Arrow data have a body of {length:N0} bytes; over a pipe at most {Array.MaxLength:N0} are read."); }
        var builder = new BufferBuilder<byte>();
        while (builder.Count < length)
        {
            var part = (int)Math.Min(Math.Max(1 << 20, builder.Count), length - builder.Count);
            if (Read(builder.Extend(part)) < part) { throw CutShort(); }
        }
        return builder.Build();
    }
}
