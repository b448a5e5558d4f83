using Sinogram.Data;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>How a harvest ended.</summary>
/// <param name="Workspace">Full path of the workspace.</param>
/// <param name="Profile">The profile of de-identification.</param>
/// <param name="Identified">Whether the workspace identifies patients.</param>
/// <param name="Counts">What became of the sources; it adds up.</param>
/// <param name="Reasons">Why sources were quarantined, most frequent first.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record HarvestResult(
    string Workspace, string Profile, bool Identified, HarvestCounts Counts, IReadOnlyList<QuarantineReason> Reasons, long Bytes, TimeSpan Elapsed)
{
    /// <summary>All sources.</summary>
    public long Seen => Counts.Seen;

    /// <summary>New instances in the workspace.</summary>
    public long Kept => Counts.Kept;

    /// <summary>Sources whose instance an earlier run kept.</summary>
    public long Unchanged => Counts.Unchanged;

    /// <summary>Sources that repeat an instance.</summary>
    public long Duplicate => Counts.Duplicate;

    /// <summary>Sources refused.</summary>
    public long Quarantined => Counts.Quarantined;

    /// <summary>Files that hold no DICOM instance.</summary>
    public long NotDicom => Counts.NotDicom;

    /// <summary>Files per second.</summary>
    public double FilesPerSecond => Elapsed > TimeSpan.Zero ? Seen / Elapsed.TotalSeconds : 0;

    /// <summary>Megabytes (10⁶) read per second.</summary>
    public double MegabytesPerSecond => Elapsed > TimeSpan.Zero ? Bytes / 1e6 / Elapsed.TotalSeconds : 0;

    /// <summary>The catalogue.</summary>
    public ImageCatalog Catalog => ImageCatalog.Open(ImageWorkspace.Open(Workspace));

    /// <summary>The counts as a table of two columns, <c>outcome</c> and <c>files</c>; the first row is the sum of the others.</summary>
    public Table ToTable() => new(
        Column.Of<string>("outcome", "seen", "kept", "unchanged", "duplicate", "quarantined", "not DICOM"),
        Column.Of<long>("files", Seen, Kept, Unchanged, Duplicate, Quarantined, NotDicom));

    /// <inheritdoc/>
    public override string ToString() => Counts.ToString();
}
