using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>What earlier runs left, as far as it holds: a record counts only where the catalogue or the quarantine table bears it out.</summary>
/// <remarks>Locations and UIDs are kept as 128 bits of their hash: about 100 bytes for each source of a large archive. Thread-safe once loaded.</remarks>
internal sealed class KnownSources
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, KnownSource> _sources = [];
    private readonly Dictionary<UInt128, UInt128?> _instances = [];

    /// <summary>Joins the restricted store's records with what is in the tables.</summary>
    /// <param name="records">The store's records in their order.</param>
    /// <param name="catalogued">SOP instance UIDs in the catalogue.</param>
    /// <param name="reasonOf">The reason in the quarantine table's row of a record; null where it has none.</param>
    public static KnownSources Load(IEnumerable<SourceRecord> records, IEnumerable<string> catalogued, Func<SourceRecord, string?> reasonOf)
    {
        KnownSources known = new();
        foreach (string uid in catalogued)
        {
            known._instances[Hash(uid)] = null;
        }

        foreach (SourceRecord record in records)
        {
            UInt128 instance = record.SopInstanceUid is { } uid ? Hash(uid) : default;
            string? reason = record.Outcome == SourceOutcome.Quarantined ? reasonOf(record) : null;
            bool holds = record.Outcome switch
            {
                SourceOutcome.Kept or SourceOutcome.Duplicate => known._instances.ContainsKey(instance),
                SourceOutcome.Quarantined => reason is not null,
                _ => true,
            };
            UInt128 location = Hash(record.Location);
            if (!holds)
            {
                known._sources.Remove(location);
                continue;
            }

            known._sources[location] = new KnownSource(record.Bytes, record.ModifiedTicks, record.Sha256.Length > 0 ? Hash(record.Sha256) : default, record.Outcome, record.Rule, reason);
            if (record.Outcome == SourceOutcome.Kept && record.DataSetDigest is { } digest)
            {
                known._instances[instance] = Hash(digest);
            }
        }

        return known;
    }

    /// <summary>What is known of a location.</summary>
    public bool TryGet(string location, out KnownSource source) => _sources.TryGetValue(Hash(location), out source);

    /// <summary>What is known of an instance's content.</summary>
    public InstanceMatch Match(string sopInstanceUid, string digest)
    {
        lock (_lock)
        {
            return !_instances.TryGetValue(Hash(sopInstanceUid), out UInt128? known) ? InstanceMatch.New
                : known is null ? InstanceMatch.UnknownContent
                : known == Hash(digest) ? InstanceMatch.Same : InstanceMatch.Other;
        }
    }

    /// <summary>Notes an instance that was kept.</summary>
    public void Add(string sopInstanceUid, string digest)
    {
        lock (_lock)
        {
            _instances[Hash(sopInstanceUid)] = Hash(digest);
        }
    }

    internal static UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        int size = Encoding.UTF8.GetByteCount(text);
        Span<byte> bytes = size <= 1024 ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(text, bytes);
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}

/// <summary>One source as an earlier run left it.</summary>
internal readonly record struct KnownSource(long Bytes, long ModifiedTicks, UInt128 Sha256, SourceOutcome Outcome, string? Rule, string? Reason);

/// <summary>How an instance relates to what the workspace holds.</summary>
internal enum InstanceMatch
{
    /// <summary>Its UID is not there.</summary>
    New,

    /// <summary>Its UID is there with the same data set.</summary>
    Same,

    /// <summary>Its UID is there with another data set.</summary>
    Other,

    /// <summary>Its UID is there, and the record of its original content is lost: the written files decide.</summary>
    UnknownContent,
}
