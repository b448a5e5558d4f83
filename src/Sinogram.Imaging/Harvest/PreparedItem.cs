using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>What a worker found out about an item, before its turn to be decided comes: a closed union.</summary>
internal abstract record PreparedItem(HarvestItem Item, long BytesRead)
{
    /// <summary>An earlier run decided it, and it has not changed.</summary>
    internal sealed record Known(HarvestItem Item, KnownSource Source, long BytesRead, string? Sha256) : PreparedItem(Item, BytesRead);

    /// <summary>It holds no DICOM instance.</summary>
    internal sealed record NotDicom(HarvestItem Item, long BytesRead) : PreparedItem(Item, BytesRead);

    /// <summary>It is refused. Without a hash it could not be read: the next run tries again.</summary>
    internal sealed record Refused(HarvestItem Item, long BytesRead, string? Sha256, string Rule, string Reason) : PreparedItem(Item, BytesRead);

    /// <summary>Its instance is in the workspace already, with the same data set or another one.</summary>
    internal sealed record Repeated(HarvestItem Item, long BytesRead, string Sha256, string SopInstanceUid, bool IsSame) : PreparedItem(Item, BytesRead);

    /// <summary>It is ready to be kept.</summary>
    internal sealed record Ready(HarvestItem Item, long BytesRead, string Sha256, PreparedInstance Instance) : PreparedItem(Item, BytesRead);
}

/// <summary>An instance ready to be kept.</summary>
/// <param name="SopInstanceUid">UID in the workspace.</param>
/// <param name="DataSetDigest">Digest of the original data set.</param>
/// <param name="StagedFile">The written file, to be moved; null where only the catalogue is kept.</param>
/// <param name="FinalFile">Its path in the workspace, relative to the root; the original's location where only the catalogue is kept.</param>
/// <param name="Row">Its row of the catalogue.</param>
/// <param name="Findings">What validation found that does not refuse it.</param>
/// <param name="Identities">Lines for the re-identification map.</param>
internal sealed record PreparedInstance(
    string SopInstanceUid,
    string DataSetDigest,
    string? StagedFile,
    string FinalFile,
    CatalogRow Row,
    IReadOnlyList<ValidationRow> Findings,
    IReadOnlyList<IdentityRecord> Identities);
