using System.Text.Json.Serialization;

namespace Sinogram.Imaging.Workspace;

/// <summary>What became of a source.</summary>
public enum SourceOutcome
{
    /// <summary>An instance of it is in the catalogue.</summary>
    Kept,

    /// <summary>Another source gave the same instance.</summary>
    Duplicate,

    /// <summary>It was refused; the quarantine table says why.</summary>
    Quarantined,

    /// <summary>It holds no DICOM instance.</summary>
    NotDicom,
}

/// <summary>One source as it was when harvested. Identifying: lives only in the restricted store.</summary>
/// <param name="Location">Full path or URL.</param>
/// <param name="Bytes">Size in bytes, -1 where the source has none before it is read.</param>
/// <param name="ModifiedTicks">Last modification, UTC ticks; 0 where unknown.</param>
/// <param name="Sha256">SHA-256 of the whole source.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="SopInstanceUid">UID in the workspace of the instance that it gave or repeats; null otherwise.</param>
/// <param name="DataSetDigest">Digest of the original data set, equal for equal content in another encoding; null where there is none.</param>
/// <param name="Rule">The rule by which it was refused; null where it was not.</param>
public sealed record SourceRecord(
    [property: JsonPropertyName("l")] string Location,
    [property: JsonPropertyName("b")] long Bytes,
    [property: JsonPropertyName("m")] long ModifiedTicks,
    [property: JsonPropertyName("h")] string Sha256,
    [property: JsonPropertyName("o")] SourceOutcome Outcome,
    [property: JsonPropertyName("i")] string? SopInstanceUid = null,
    [property: JsonPropertyName("d")] string? DataSetDigest = null,
    [property: JsonPropertyName("r")] string? Rule = null);

/// <summary>One line of the re-identification map. Identifying: lives only in the restricted store.</summary>
/// <param name="Kind"><c>patient</c>, <c>study</c>, <c>series</c> or <c>instance</c>.</param>
/// <param name="Original">The value before de-identification.</param>
/// <param name="Replacement">The value in the workspace.</param>
public sealed record IdentityRecord(
    [property: JsonPropertyName("k")] string Kind,
    [property: JsonPropertyName("a")] string Original,
    [property: JsonPropertyName("z")] string Replacement);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SourceRecord))]
[JsonSerializable(typeof(IdentityRecord))]
internal sealed partial class RestrictedJson : JsonSerializerContext;
