using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Imaging.Deidentify;

/// <summary>
/// The secret of 32 bytes from which new UIDs, pseudonyms, date shifts and the encryption of restricted data are derived.
/// Immutable and thread-safe; it never shows its bytes in text, and clears them when disposed.
/// </summary>
/// <remarks>Sub-keys are separated by purpose with HKDF-SHA256 (RFC 5869), so that no use of the key tells anything about another.</remarks>
public sealed class DeidentificationKey : IDisposable
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;
    private bool _isDisposed;

    /// <summary>Takes a copy of <paramref name="bytes"/>, which must be 32 bytes long.</summary>
    public DeidentificationKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A key is {Size} bytes long, not {bytes.Length}.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        Fingerprint = Convert.ToHexStringLower(Derive("sinogram key fingerprint v1", 8));
    }

    /// <summary>16 hexadecimal digits that identify the key and tell nothing of it.</summary>
    public string Fingerprint { get; }

    /// <summary>A new key from the system's random number generator.</summary>
    public static DeidentificationKey Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Derives <paramref name="length"/> bytes for one purpose.</summary>
    /// <param name="purpose">Names the use; another purpose gives independent bytes.</param>
    /// <param name="length">Bytes wanted, up to 8,160.</param>
    /// <param name="salt">Public bytes that make the result their own, as a file's random header.</param>
    public byte[] Derive(string purpose, int length, ReadOnlySpan<byte> salt = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        byte[] derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, derived, salt, Encoding.UTF8.GetBytes(purpose));
        return derived;
    }

    /// <summary>The bytes, for the store that keeps them; the caller clears its copy.</summary>
    internal byte[] CopyBytes()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return [.. _bytes];
    }

    /// <summary>Clears the bytes; what was derived from them stays with its owners.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => $"key {Fingerprint}";
}
