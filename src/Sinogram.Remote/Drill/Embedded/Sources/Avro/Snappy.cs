using System.Buffers.Binary;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>Unpacks Snappy's blocks: copies of what is there and of what came before.</summary>
internal static class Snappy
{
    private static readonly uint[] Polynomials = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var value = (uint)i;
        for (var bit = 0; bit < 8; bit++) { value = (value >> 1) ^ ((value & 1) * 0xEDB88320); }
        return value;
    })];

    /// <exception cref="AvroFormatException">The block is damaged, or would be larger than allowed.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> block, int most)
    {
        var at = 0;
        uint length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= block.Length || shift > 28) { throw Damaged(); }
            var next = block[at++];
            length |= (uint)(next & 127) << shift;
            if (next < 128) { break; }
        }
        if (length > most) { throw new AvroFormatException($"A block unpacks to more than {most >> 20} MiB."); }
        var result = new byte[length];
        var used = 0;
        while (at < block.Length)
        {
            var tag = block[at++];
            if ((tag & 3) == 0) { Literal(block, ref at, tag >> 2, result, ref used); }
            else { Copy(block, ref at, tag, result, ref used); }
        }
        return used == result.Length ? result : throw Damaged();
    }

    /// <summary>The CRC-32 of the unpacked bytes, which Avro puts behind a block.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) { crc = (crc >> 8) ^ Polynomials[(byte)(crc ^ b)]; }
        return ~crc;
    }

    private static void Literal(ReadOnlySpan<byte> block, ref int at, int size, byte[] result, ref int used)
    {
        if (size >= 60)
        {
            var bytes = size - 59;
            if (at + bytes > block.Length) { throw Damaged(); }
            size = 0;
            for (var i = 0; i < bytes; i++) { size |= block[at + i] << (8 * i); }
            at += bytes;
        }
        size++;
        if (size <= 0 || size > block.Length - at || size > result.Length - used) { throw Damaged(); }
        block.Slice(at, size).CopyTo(result.AsSpan(used));
        at += size;
        used += size;
    }

    private static void Copy(ReadOnlySpan<byte> block, ref int at, int tag, byte[] result, ref int used)
    {
        var bytes = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (at + bytes > block.Length) { throw Damaged(); }
        var (size, offset) = (tag & 3) switch
        {
            1 => (4 + ((tag >> 2) & 7), ((tag >> 5) << 8) | block[at]),
            2 => ((tag >> 2) + 1, BinaryPrimitives.ReadUInt16LittleEndian(block[at..])),
            _ => ((tag >> 2) + 1, BinaryPrimitives.ReadInt32LittleEndian(block[at..])),
        };
        at += bytes;
        if (offset <= 0 || offset > used || size > result.Length - used) { throw Damaged(); }
        // A copy may overlap what it writes: it repeats.
        for (var i = 0; i < size; i++, used++) { result[used] = result[used - offset]; }
    }

    private static AvroFormatException Damaged() => new("A block that is packed by Snappy is damaged.");
}
