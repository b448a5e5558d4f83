using System.Collections.Immutable;

namespace Sinogram.Data.Arrow;

/// <summary>What a field carries in its metadata so that other programs keep it for us.</summary>
internal static class SchemaMetadata
{
    /// <summary>Set to <c>true</c> on fields that identify a person.</summary>
    public const string IdentifiedKey = "sinogram.identified";

    public static IEnumerable<KeyValuePair<string, string>> Of(Field field) => field.Identified ? field.Metadata.SetItem(IdentifiedKey, "true") : field.Metadata;

    public static Field Apply(Field field, ImmutableSortedDictionary<string, string> metadata) => field with
    {
        Metadata = metadata.Remove(IdentifiedKey),
        Identified = metadata.GetValueOrDefault(IdentifiedKey) == "true",
    };
}
