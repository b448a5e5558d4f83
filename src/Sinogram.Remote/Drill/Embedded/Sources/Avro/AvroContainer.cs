using System.IO.Compression;
using System.Text;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>A file of Avro: its schema and its blocks of records.</summary>
internal sealed class AvroContainer
{
    private const int LargestBlock = 256 << 20;
    private readonly byte[] _bytes;
    private readonly string _codec;
    private readonly byte[] _sync;
    private readonly int _start;

    /// <exception cref="AvroFormatException">It is no such file.</exception>
    public AvroContainer(byte[] bytes)
    {
        _bytes = bytes;
        if (!bytes.AsSpan().StartsWith("Obj\u0001"u8)) { throw new AvroFormatException("It does not begin as a file of Avro does."); }
        var reader = new AvroBytes(bytes);
        reader.Take(4);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var count = reader.Long(); count != 0; count = reader.Long())
        {
            if (count < 0)
            {
                count = -count;
                reader.Long();
            }
            if (count < 0 || count > reader.Left) { throw new AvroFormatException("Its head is damaged."); }
            for (var i = 0L; i < count; i++) { metadata[reader.Text()] = Encoding.UTF8.GetString(reader.Bytes()); }
        }
        _sync = reader.Take(16).ToArray();
        _start = reader.At;
        _codec = metadata.GetValueOrDefault("avro.codec") is { Length: > 0 } codec ? codec : "null";
        if (_codec is not ("null" or "deflate" or "snappy")) { throw new AvroFormatException($"Its blocks are packed by '{_codec}', which is not read: null, deflate and snappy are."); }
        Schema = AvroSchema.Parse(metadata.GetValueOrDefault("avro.schema") ?? throw new AvroFormatException("It has no schema."));
    }

    public AvroSchema Schema { get; }

    /// <summary>The blocks: how many records, and their bytes.</summary>
    public IEnumerable<(long Count, byte[] Bytes)> Blocks()
    {
        for (var at = _start; at < _bytes.Length;)
        {
            var (count, block, next) = Block(at);
            yield return (count, block);
            at = next;
        }
    }

    private (long Count, byte[] Bytes, int Next) Block(int at)
    {
        var reader = new AvroBytes(_bytes.AsSpan(at));
        var count = reader.Long();
        var packed = reader.Bytes();
        if (count < 0) { throw new AvroFormatException("A block has a negative number of records."); }
        if (!reader.Take(16).SequenceEqual(_sync)) { throw new AvroFormatException("A block does not end as it should: the file is damaged."); }
        return (count, _codec switch { "deflate" => Inflate(packed), "snappy" => Snapped(packed), _ => packed.ToArray() }, at + reader.At);
    }

    private static byte[] Snapped(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 4) { throw new AvroFormatException("A block that is packed by Snappy is damaged."); }
        var bytes = Snappy.Decompress(packed[..^4], LargestBlock);
        // The checksum stands behind, its high byte first.
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packed[^4..]) == Snappy.Checksum(bytes) ? bytes : throw new AvroFormatException("The checksum of a block is wrong: the file is damaged.");
    }

    private static byte[] Inflate(ReadOnlySpan<byte> packed)
    {
        using var source = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            while (source.Read(buffer) is var read and > 0)
            {
                target.Write(buffer, 0, read);
                if (target.Length > LargestBlock) { throw new AvroFormatException($"A block unpacks to more than {LargestBlock >> 20} MiB."); }
            }
        }
        catch (InvalidDataException e)
        {
            throw new AvroFormatException("A block that is packed by deflate is damaged.", e);
        }
        return target.ToArray();
    }
}
