using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sinogram.Imaging.Deidentify;

namespace Sinogram.Imaging.Workspace;

/// <summary>
/// The encrypted, append-only memory of a workspace: which sources were read and what became of them, and the re-identification map.
/// Each writer adds one file to <c>restricted/</c>; a writer that adds nothing leaves none.
/// </summary>
public sealed class RestrictedStore
{
    private const byte SourceKind = 1;
    private const byte IdentityKind = 2;

    private readonly string _folder;
    private readonly DeidentificationKey _key;

    internal RestrictedStore(string folder, DeidentificationKey key)
    {
        _folder = folder;
        _key = key;
    }

    /// <summary>All sources in the order in which they were read; a later record of the same location replaces an earlier one.</summary>
    public IEnumerable<SourceRecord> Sources() =>
        Records(SourceKind).Select(r => JsonSerializer.Deserialize(r, RestrictedJson.Default.SourceRecord)!);

    /// <summary>The re-identification map.</summary>
    public IEnumerable<IdentityRecord> Identities() =>
        Records(IdentityKind).Select(r => JsonSerializer.Deserialize(r, RestrictedJson.Default.IdentityRecord)!);

    internal RestrictedWriter Write(TimeProvider time) => new(_folder, _key, time);

    private IEnumerable<byte[]> Records(byte kind)
    {
        if (!Directory.Exists(_folder))
        {
            return [];
        }

        return Directory.EnumerateFiles(_folder, "*.log")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => EncryptedLog.Read(file, _key))
            .Where(r => r.Kind == kind)
            .Select(r => r.Record);
    }

    /// <summary>Adds records to a new file of the store, made at the first record.</summary>
    internal sealed class RestrictedWriter(string folder, DeidentificationKey key, TimeProvider time) : IDisposable
    {
        private EncryptedLog? _log;

        public void Add(SourceRecord record) => Append(SourceKind, JsonSerializer.SerializeToUtf8Bytes(record, RestrictedJson.Default.SourceRecord));

        public void Add(IdentityRecord record) => Append(IdentityKind, JsonSerializer.SerializeToUtf8Bytes(record, RestrictedJson.Default.IdentityRecord));

        public void Flush(bool toDisk) => _log?.Flush(toDisk);

        public void Dispose() => _log?.Dispose();

        private void Append(byte kind, byte[] record)
        {
            _log ??= EncryptedLog.Create(
                Path.Combine(folder, $"{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.log"),
                key);
            _log.Append(kind, record);
            CryptographicOperations.ZeroMemory(record);
        }
    }
}
