using System.Collections.Immutable;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Arrow;

/// <summary>What a field carries in its metadata so that other programs keep it for us.</summary>
internal static class SchemaMetadata
{
    /// <summary>Set to <c>true</c> on fields that identify a person.</summary>
    public const string IdentifiedKey = "sinogram.identified";

    /// <summary>Set on the schemas that we write: what their fields say of whether they identify is their whole story.</summary>
    public const string ToldKey = "sinogram.identified.told";

    /// <summary>A table as its metadata say; one of unknown origin is marked by the names of its columns.</summary>
    public static Table Apply(Table table, ImmutableSortedDictionary<string, string> metadata)
    {
        var isTold = metadata.ContainsKey(ToldKey) || table.Schema.Any(f => f.Identified);
        return metadata.Remove(ToldKey).Aggregate(isTold ? table : IdentifyingNames.Mark(table), (t, pair) => t.WithMetadata(pair.Key, pair.Value));
    }

    public static IEnumerable<KeyValuePair<string, string>> Of(Schema schema) => schema.Metadata.SetItem(ToldKey, "true");

    public static IEnumerable<KeyValuePair<string, string>> Of(Field field) => field.Identified ? field.Metadata.SetItem(IdentifiedKey, "true") : field.Metadata;

    public static Field Apply(Field field, ImmutableSortedDictionary<string, string> metadata) => field with
    {
        Metadata = metadata.Remove(IdentifiedKey),
        Identified = metadata.GetValueOrDefault(IdentifiedKey) == "true",
    };
}
