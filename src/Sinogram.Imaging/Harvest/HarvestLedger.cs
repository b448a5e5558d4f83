using System.Security.Cryptography;
using System.Text;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>
/// Decides items in the order of their source, one at a time, and makes the decision last: instance file, restricted record, then the row.
/// What is cut off between two of these is decided anew by the next run.
/// </summary>
internal sealed class HarvestLedger : IDisposable
{
    private const string Conflict = "uid-conflict";
    private const string ConflictReason = "Another data set with the same SOP Instance UID is in the workspace.";

    private readonly ImageWorkspace _workspace;
    private readonly KnownSources _known;
    private readonly Dictionary<string, string> _quarantined;
    private readonly RestrictedStore.RestrictedWriter _restricted;
    private readonly CatalogWriter _catalog;
    private readonly HashSet<(string Kind, string Original)> _mapped = [];
    private readonly Dictionary<(string Rule, string Reason), long> _reasons = [];
    private readonly byte[] _sourceKey;

    public HarvestLedger(ImageWorkspace workspace, DeidentificationKey key, TimeProvider time)
    {
        _workspace = workspace;
        _sourceKey = key.Derive("sinogram source pseudonym v1", 32);
        RestrictedStore store = workspace.OpenRestricted(key);
        ImageCatalog catalog = ImageCatalog.Open(workspace);
        _quarantined = catalog.RefusalReasons();
        _known = KnownSources.Load(store.Sources(), catalog.InstanceUids(), r => _quarantined.GetValueOrDefault(KeyOf(r.Location, r.Rule ?? "", r.Sha256)));
        _restricted = store.Write(time);
        _catalog = new CatalogWriter(workspace, time);
    }

    /// <summary>What became of the items so far.</summary>
    public HarvestCounts Counts { get; private set; }

    /// <summary>What earlier runs left.</summary>
    public KnownSources Known => _known;

    /// <summary>Decisions that wait to be published.</summary>
    public int Waiting => _catalog.Waiting;

    /// <summary>Why sources were refused, most frequent first.</summary>
    public IReadOnlyList<QuarantineReason> Reasons =>
        [.. _reasons.Select(r => new QuarantineReason(r.Key.Rule, r.Key.Reason, r.Value)).OrderByDescending(r => r.Count).ThenBy(r => r.Rule, StringComparer.Ordinal)];

    /// <summary>Decides one item.</summary>
    public void Decide(PreparedItem item)
    {
        switch (item)
        {
            case PreparedItem.Known known:
                Repeat(known);
                break;
            case PreparedItem.NotDicom:
                Counts = Counts with { NotDicom = Counts.NotDicom + 1 };
                _restricted.Add(Record(item, "", SourceOutcome.NotDicom));
                break;
            case PreparedItem.Repeated repeated:
                DecideRepeated(item, repeated.Sha256, repeated.SopInstanceUid, repeated.IsSame);
                break;
            case PreparedItem.Refused refused:
                Refuse(item, refused.Sha256, refused.Rule, refused.Reason, null);
                break;
            case PreparedItem.Ready ready:
                Keep(ready);
                break;
        }
    }

    /// <summary>Makes all decisions so far visible and lasting.</summary>
    public void Publish()
    {
        _restricted.Flush(toDisk: true);
        _catalog.Publish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _restricted.Dispose();
        _catalog.Dispose();
    }

    private void Repeat(PreparedItem.Known item)
    {
        switch (item.Source.Outcome)
        {
            case SourceOutcome.Kept:
                Counts = Counts with { Unchanged = Counts.Unchanged + 1 };
                break;
            case SourceOutcome.Duplicate:
                Counts = Counts with { Duplicate = Counts.Duplicate + 1 };
                break;
            case SourceOutcome.NotDicom:
                Counts = Counts with { NotDicom = Counts.NotDicom + 1 };
                break;
            default:
                Counts = Counts with { Quarantined = Counts.Quarantined + 1 };
                Count(item.Source.Rule ?? "", item.Source.Reason ?? "");
                break;
        }
    }

    private void Keep(PreparedItem.Ready item)
    {
        PreparedInstance instance = item.Instance;
        InstanceMatch match = _known.Match(instance.SopInstanceUid, instance.DataSetDigest);
        if (match == InstanceMatch.UnknownContent)
        {
            match = HasSameFile(instance) ? InstanceMatch.Same : InstanceMatch.Other;
        }

        if (match != InstanceMatch.New)
        {
            Discard(instance);
            DecideRepeated(item, item.Sha256, instance.SopInstanceUid, match == InstanceMatch.Same);
            return;
        }

        if (instance.StagedFile is { } staged)
        {
            string final = Path.Combine(_workspace.Root, instance.FinalFile);
            Directory.CreateDirectory(Path.GetDirectoryName(final)!);
            File.Move(staged, final, overwrite: true);
        }

        foreach (IdentityRecord identity in instance.Identities)
        {
            if (identity.Kind == "instance" || _mapped.Add((identity.Kind, identity.Original)))
            {
                _restricted.Add(identity);
            }
        }

        _restricted.Add(Record(item, item.Sha256, SourceOutcome.Kept, instance.SopInstanceUid, instance.DataSetDigest));
        foreach (ValidationRow finding in instance.Findings)
        {
            _catalog.Add(finding);
        }

        _catalog.Add(instance.Row);
        _known.Add(instance.SopInstanceUid, instance.DataSetDigest);
        Counts = Counts with { Kept = Counts.Kept + 1 };
    }

    private void DecideRepeated(PreparedItem item, string sha256, string instance, bool isSame)
    {
        if (!isSame)
        {
            Refuse(item, sha256, Conflict, ConflictReason, instance);
            return;
        }

        Counts = Counts with { Duplicate = Counts.Duplicate + 1 };
        _restricted.Add(Record(item, sha256, SourceOutcome.Duplicate, instance));
    }

    private void Refuse(PreparedItem item, string? sha256, string rule, string reason, string? instance)
    {
        Counts = Counts with { Quarantined = Counts.Quarantined + 1 };
        Count(rule, reason);
        QuarantineRow row = new(SourceId(item.Item.Location), rule, reason, sha256, SizeOf(item), instance);
        if (_quarantined.TryAdd(row.Key, reason))
        {
            _catalog.Add(row);
        }

        if (sha256 is not null)
        {
            _restricted.Add(Record(item, sha256, SourceOutcome.Quarantined, instance) with { Rule = rule });
        }
    }

    private bool HasSameFile(PreparedInstance instance)
    {
        string existing = Path.Combine(_workspace.Root, instance.FinalFile);
        return instance.StagedFile is { } staged && File.Exists(existing) && SHA256.HashData(File.ReadAllBytes(existing)).AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(staged)));
    }

    private static void Discard(PreparedInstance instance)
    {
        if (instance.StagedFile is { } staged)
        {
            File.Delete(staged);
        }
    }

    private void Count(string rule, string reason) => _reasons[(rule, reason)] = _reasons.GetValueOrDefault((rule, reason)) + 1;

    private static SourceRecord Record(PreparedItem item, string sha256, SourceOutcome outcome, string? instance = null, string? digest = null) =>
        new(item.Item.Location, item.Item.Bytes, item.Item.ModifiedTicks, sha256, outcome, instance, digest);

    private static long? SizeOf(PreparedItem item) => item.Item.Bytes >= 0 ? item.Item.Bytes : item.BytesRead > 0 ? item.BytesRead : null;

    private string KeyOf(string location, string rule, string sha256) => new QuarantineRow(SourceId(location), rule, "", sha256, null, null).Key;

    private string SourceId(string location) => Convert.ToHexStringLower(HMACSHA256.HashData(_sourceKey, Encoding.UTF8.GetBytes(location)).AsSpan(0, 8));
}
