namespace Sinogram.Imaging.Catalog;

/// <summary>One row of the catalogue, in the order of <see cref="CatalogSchema"/>.</summary>
internal sealed record CatalogRow(CatalogPartition Partition, object?[] Values);

/// <summary>One finding of validation on a kept instance; holds no value of the patient.</summary>
/// <param name="SopInstanceUid">The instance in the workspace.</param>
/// <param name="Rule">Short name of the rule.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Tag">The element, as <c>(0028,0030)</c>; null where the finding is about the whole.</param>
/// <param name="Keyword">The element's keyword.</param>
/// <param name="Message">What is wrong, in words.</param>
/// <param name="Count">How often in the instance.</param>
internal sealed record ValidationRow(string SopInstanceUid, string Rule, string Severity, string? Tag, string? Keyword, string Message, int Count);

/// <summary>One refused source; holds neither its path nor a value of the patient.</summary>
/// <param name="Source">Keyed pseudonym of the source's location; the restricted store tells the location.</param>
/// <param name="Rule">Short name of the rule.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Sha256">SHA-256 of the source; null where it could not be read.</param>
/// <param name="Bytes">Its size; null where unknown.</param>
/// <param name="SopInstanceUid">The instance in the workspace with which it conflicts; null otherwise.</param>
internal sealed record QuarantineRow(string Source, string Rule, string Reason, string? Sha256, long? Bytes, string? SopInstanceUid)
{
    /// <summary>What makes two rows the same refusal.</summary>
    public string Key => $"{Source}|{Rule}|{Sha256}";
}
