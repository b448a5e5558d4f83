using System.Buffers.Binary;
using System.Text;

namespace Sinogram.Remote.Drill.Embedded.Sources.Avro;

/// <summary>Reads the primitive values of Avro's binary form.</summary>
internal ref struct AvroBytes(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; }

    public readonly int Left => _bytes.Length - At;

    public byte Byte() => At < _bytes.Length ? _bytes[At++] : throw Ended();

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left) { throw Ended(); }
        At += (int)count;
        return _bytes.Slice(At - (int)count, (int)count);
    }

    /// <summary>A whole number: seven bits a byte, the low ones first, the sign in the lowest bit.</summary>
    public long Long()
    {
        ulong number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            number |= shift < 64 ? (ulong)(next & 127) << shift : 0;
            if (next < 128) { return (long)(number >> 1) ^ -(long)(number & 1); }
        }
        throw new AvroFormatException("A number has more than ten bytes.");
    }

    public int Int()
    {
        var value = Long();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new AvroFormatException($"{value} is no number of 32 bits.");
    }

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(Long());

    public string Text()
    {
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new AvroFormatException("A text is not UTF-8.", e);
        }
    }

    private static AvroFormatException Ended() => new("The file ends in the middle of a value.");
}
