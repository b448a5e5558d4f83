using System.Buffers.Binary;
using System.Security.Cryptography;
using Sinogram.Imaging.Deidentify;

namespace Sinogram.Imaging.Workspace;

/// <summary>
/// An append-only file of encrypted records: 8 bytes magic, 16 bytes random salt, then records of
/// u32 length, ciphertext, 16 bytes tag (little endian), by AES-256-GCM.
/// </summary>
/// <remarks>
/// Each file has a key of its own (HKDF of the user's key and the salt) and is written by one writer once, so the record's number is its nonce
/// and none repeats; records cannot be reordered, exchanged between files or changed. A last record that a kill cut off is left out when reading.
/// </remarks>
internal sealed class EncryptedLog : IDisposable
{
    private const int SaltSize = 16;
    private const int TagSize = 16;
    private const int MaximumRecord = 1 << 24;
    private const string Purpose = "sinogram restricted store v1";

    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private ulong _count;

    private EncryptedLog(FileStream file, AesGcm cipher)
    {
        _file = file;
        _cipher = cipher;
    }

    private static ReadOnlySpan<byte> Magic => "SNGRLOG1"u8;

    /// <summary>Starts a new file.</summary>
    public static EncryptedLog Create(string path, DeidentificationKey key)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Magic);
        file.Write(salt);
        return new EncryptedLog(file, Cipher(key, salt));
    }

    /// <summary>Adds one record; it is in the file after <see cref="Flush"/>.</summary>
    public void Append(byte kind, ReadOnlySpan<byte> record)
    {
        Span<byte> nonce = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, _count++);
        byte[] plain = [kind, .. record];
        byte[] framed = new byte[4 + plain.Length + TagSize];
        BinaryPrimitives.WriteInt32LittleEndian(framed, plain.Length);
        _cipher.Encrypt(nonce, plain, framed.AsSpan(4, plain.Length), framed.AsSpan(4 + plain.Length), framed.AsSpan(0, 4));
        CryptographicOperations.ZeroMemory(plain);
        _file.Write(framed);
    }

    /// <summary>Hands everything to the system, and to the disk where asked.</summary>
    public void Flush(bool toDisk) => _file.Flush(toDisk);

    /// <summary>Reads the records of a file in order, up to its end or to a record that was cut off.</summary>
    /// <exception cref="WorkspaceException">The file was changed or made with another key.</exception>
    public static IEnumerable<(byte Kind, byte[] Record)> Read(string path, DeidentificationKey key)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        byte[] header = new byte[Magic.Length + SaltSize];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            yield break;
        }

        if (!header.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw Damaged(path, null);
        }

        using AesGcm cipher = Cipher(key, header.AsSpan(Magic.Length));
        byte[] length = new byte[4];
        for (ulong number = 0; file.ReadAtLeast(length, 4, throwOnEndOfStream: false) == 4; number++)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (size is < 1 or > MaximumRecord)
            {
                throw Damaged(path, null);
            }

            byte[] framed = new byte[size + TagSize];
            if (file.ReadAtLeast(framed, framed.Length, throwOnEndOfStream: false) < framed.Length)
            {
                yield break;
            }

            byte[] plain = Decrypt(path, cipher, number, length, framed);
            yield return (plain[0], plain[1..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _cipher.Dispose();
    }

    private static byte[] Decrypt(string path, AesGcm cipher, ulong number, byte[] length, byte[] framed)
    {
        Span<byte> nonce = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, number);
        byte[] plain = new byte[framed.Length - TagSize];
        try
        {
            cipher.Decrypt(nonce, framed.AsSpan(0, plain.Length), framed.AsSpan(plain.Length), plain, length);
            return plain;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Damaged(path, e);
        }
    }

    private static AesGcm Cipher(DeidentificationKey key, ReadOnlySpan<byte> salt)
    {
        byte[] derived = key.Derive(Purpose, 32, salt);
        AesGcm cipher = new(derived, TagSize);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    private static WorkspaceException Damaged(string path, Exception? inner) => new(
        WorkspaceProblem.Damaged,
        $"The restricted file {Path.GetFileName(path)} was changed or made with another key.",
        "restore it from a copy, or harvest into a new workspace",
        inner);
}
