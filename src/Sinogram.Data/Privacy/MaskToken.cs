using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sinogram.Data.Privacy;

/// <summary>
/// What stands in the place of a masked value: <c>‹PatientName·3f9a›</c>. The four digits are keyed, equal for equal values and under one key in every
/// session, and tell nothing of the value.
/// </summary>
internal sealed class MaskToken
{
    private readonly byte[] _key;

    /// <param name="key">A secret; random where null, so that tokens are equal within the process only.</param>
    public MaskToken(byte[]? key)
    {
        _key = key ?? RandomNumberGenerator.GetBytes(32);
        Seed = BinaryPrimitives.ReadUInt64LittleEndian(HMACSHA256.HashData(_key, "seed"u8));
    }

    /// <summary>Where the hashes of words begin.</summary>
    public ulong Seed { get; }

    /// <summary>The text for a value, by its hash.</summary>
    public string Of(string attribute, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(_key, bytes, digest);
        return $"‹{attribute}·{Convert.ToHexStringLower(digest[..2])}›";
    }
}
