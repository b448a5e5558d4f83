using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Jupyter.Wire;

/// <summary>Signs and checks messages: HMAC-SHA256 over header, parent header, metadata and content, in lower-case hex. Safe from any thread.</summary>
public sealed class MessageSigner
{
    private const int HexLength = SHA256.HashSizeInBytes * 2;

    /// <summary>Making the object costs more than hashing a small message: each thread keeps the one it used last.</summary>
    [ThreadStatic]
    private static (MessageSigner Owner, IncrementalHash Hash)? _latest;

    private readonly byte[] _key;

    /// <param name="key">The connection file's key; empty means that messages are not signed.</param>
    public MessageSigner(string key) => _key = Encoding.UTF8.GetBytes(key);

    /// <summary>False where the connection file has no key.</summary>
    public bool IsSigning => _key.Length > 0;

    /// <summary>The signature of the four parts; empty without a key.</summary>
    public byte[] Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> parentHeader, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> content)
    {
        if (!IsSigning)
        {
            return [];
        }

        var hash = HashOfThread();
        hash.AppendData(header);
        hash.AppendData(parentHeader);
        hash.AppendData(metadata);
        hash.AppendData(content);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        var hex = new byte[HexLength];
        _ = Convert.TryToHexStringLower(digest, hex, out _);
        return hex;
    }

    private IncrementalHash HashOfThread()
    {
        if (_latest is var (owner, hash) && owner == this)
        {
            return hash;
        }

        hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        _latest = (this, hash);
        return hash;
    }

    /// <summary>Checks a signature in constant time.</summary>
    public bool Verify(
        ReadOnlySpan<byte> signature, ReadOnlySpan<byte> header, ReadOnlySpan<byte> parentHeader, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> content) =>
        !IsSigning || CryptographicOperations.FixedTimeEquals(signature, Sign(header, parentHeader, metadata, content));
}
