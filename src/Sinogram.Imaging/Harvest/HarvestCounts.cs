namespace Sinogram.Imaging.Harvest;

/// <summary>What became of the sources: <c>Seen = Kept + Unchanged + Duplicate + Quarantined + NotDicom</c>, at every moment.</summary>
/// <param name="Kept">New instances in the workspace.</param>
/// <param name="Unchanged">Sources whose instance an earlier run kept.</param>
/// <param name="Duplicate">Sources that repeat an instance: same SOP Instance UID, same data set.</param>
/// <param name="Quarantined">Sources refused, now or by an earlier run, with a reason in the quarantine table.</param>
/// <param name="NotDicom">Files that hold no DICOM instance: other formats, empty files, and DICOMDIR, which is an index of a medium.</param>
public readonly record struct HarvestCounts(long Kept, long Unchanged, long Duplicate, long Quarantined, long NotDicom)
{
    /// <summary>All sources that were decided.</summary>
    public long Seen => Kept + Unchanged + Duplicate + Quarantined + NotDicom;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Seen} seen = {Kept} kept + {Unchanged} unchanged + {Duplicate} duplicate + {Quarantined} quarantined + {NotDicom} not DICOM";
}

/// <summary>How far a harvest is.</summary>
/// <param name="Counts">What became of the sources so far.</param>
/// <param name="Found">Sources found so far.</param>
/// <param name="AllFound">Whether <paramref name="Found"/> is final.</param>
/// <param name="Bytes">Bytes read so far.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record HarvestProgress(HarvestCounts Counts, long Found, bool AllFound, long Bytes, TimeSpan Elapsed)
{
    /// <summary>Share of the sources that is done, 0 to 1; null while the folder is still being listed.</summary>
    public double? Fraction => AllFound ? Found == 0 ? 1 : (double)Counts.Seen / Found : null;
}

/// <summary>Sources refused for one reason.</summary>
/// <param name="Rule">Short name of the rule, the same in every version.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Count">Sources that this run met and that were refused by it, now or before.</param>
public sealed record QuarantineReason(string Rule, string Reason, long Count);
