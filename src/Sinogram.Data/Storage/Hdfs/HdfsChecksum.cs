using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sinogram.Data.Storage.Hdfs;

/// <summary>
/// The checksum that a Hadoop file system keeps of a file: MD5 over the MD5 of each block's CRC-32C of every 512 bytes. It depends on the block size,
/// not on how the file was written.
/// </summary>
internal sealed class HdfsChecksum(long blockSize) : IDisposable
{
    private const int ChunkSize = 512;
    private readonly IncrementalHash _block = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly MemoryStream _blocks = new();
    private uint _crc = uint.MaxValue;
    private int _inChunk;
    private long _inBlock;
    private long _total;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = (int)Math.Min(Math.Min(bytes.Length, ChunkSize - _inChunk), blockSize - _inBlock);
            _crc = Crc(_crc, bytes[..count]);
            (_inChunk, _inBlock, _total) = (_inChunk + count, _inBlock + count, _total + count);
            if (_inChunk == ChunkSize || _inBlock == blockSize) { EndChunk(); }
            if (_inBlock == blockSize) { EndBlock(); }
            bytes = bytes[count..];
        }
    }

    /// <summary>The checksum as GETFILECHECKSUM writes it.</summary>
    public StorageChecksum Finish()
    {
        if (_inChunk > 0) { EndChunk(); }
        if (_inBlock > 0) { EndBlock(); }
        // The servers hash their whole buffer, whose size doubles from 32 bytes and whose tail is zero.
        var size = 32;
        while (size < _blocks.Length) { size *= 2; }
        _blocks.SetLength(size);
        var perBlock = _total > blockSize ? blockSize / ChunkSize : 0;
        Span<byte> value = stackalloc byte[32];
        value.Clear();
        BinaryPrimitives.WriteInt32BigEndian(value, _total == 0 ? 0 : ChunkSize);
        BinaryPrimitives.WriteInt64BigEndian(value[4..], perBlock);
#pragma warning disable CA5351 // The file system's own checksum is made with it; nothing is protected by it.
        MD5.HashData(_blocks.GetBuffer().AsSpan(0, size), value[12..]);
#pragma warning restore CA5351
        var algorithm = _total == 0 ? "MD5-of-0MD5-of-0CRC32" : string.Create(CultureInfo.InvariantCulture, $"MD5-of-{perBlock}MD5-of-{ChunkSize}CRC32C");
        return new StorageChecksum(algorithm, Convert.ToHexStringLower(value));
    }

    public void Dispose()
    {
        _block.Dispose();
        _blocks.Dispose();
    }

    private void EndChunk()
    {
        Span<byte> big = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(big, ~_crc);
        _block.AppendData(big);
        (_crc, _inChunk) = (uint.MaxValue, 0);
    }

    private void EndBlock()
    {
        Span<byte> digest = stackalloc byte[16];
        _block.GetHashAndReset(digest);
        _blocks.Write(digest);
        _inBlock = 0;
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) { crc = BitOperations.Crc32C(crc, word); }
        foreach (var value in bytes[(words.Length * 8)..]) { crc = BitOperations.Crc32C(crc, value); }
        return crc;
    }
}
