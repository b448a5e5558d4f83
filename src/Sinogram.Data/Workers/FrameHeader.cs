using System.Buffers.Binary;

namespace Sinogram.Data.Workers;

/// <summary>
/// The fixed 24 bytes before every frame, little endian: magic <c>SWRK</c>, kind, number of blocks, length of the name (16 bit),
/// request (64 bit), length of the body (32 bit), four zero bytes. Name (UTF-8) and body follow; descriptors of the blocks travel with the header.
/// </summary>
internal readonly record struct FrameHeader(FrameKind Kind, int Blocks, int NameLength, ulong RequestId, int BodyLength)
{
    internal const int Size = 24;
    private const uint Magic = 0x4B525753;

    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = (byte)Kind;
        target[5] = (byte)Blocks;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], (ushort)NameLength);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], RequestId);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], (uint)BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], 0);
    }

    /// <summary>Reads a header and refuses whatever is out of bounds, before anything is allocated for it.</summary>
    /// <exception cref="WorkerProtocolException">The bytes are no header of this protocol.</exception>
    internal static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(source[20..]) != 0)
        {
            throw new WorkerProtocolException("the bytes are no frame of the worker protocol");
        }

        var kind = (FrameKind)source[4];
        var blocks = source[5];
        var name = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        var body = BinaryPrimitives.ReadUInt32LittleEndian(source[16..]);
        if (kind is < FrameKind.Hello or > FrameKind.Answer)
        {
            throw new WorkerProtocolException($"unknown kind of frame {source[4]}");
        }

        if (blocks > Frame.MaxBlocks || name > Frame.MaxNameBytes || body > Frame.MaxBodyBytes)
        {
            throw new WorkerProtocolException($"frame too large: {blocks} blocks, name of {name} bytes, body of {body} bytes");
        }

        return new FrameHeader(kind, blocks, name, BinaryPrimitives.ReadUInt64LittleEndian(source[8..]), (int)body);
    }
}
