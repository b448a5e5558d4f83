using System.Collections.Frozen;
using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>What is done to an attribute (PS3.15 table E.1-1a).</summary>
public enum DeidentificationAction
{
    /// <summary>K, or an attribute that the table does not list: nothing.</summary>
    Keep,

    /// <summary>X: the attribute goes.</summary>
    Remove,

    /// <summary>Z: an empty value, or a dummy one.</summary>
    Empty,

    /// <summary>D: a value that tells nothing and is valid.</summary>
    Dummy,

    /// <summary>U: a new UID, the same for the same old one.</summary>
    ReplaceUid,

    /// <summary>C: cleaned, so that the rest stays useful.</summary>
    Clean,
}

/// <summary>The options of PS3.15 annex E.3 that Table E.1-1 has a column for.</summary>
[Flags]
public enum ProfileOptions
{
    None = 0,
    CleanDescriptors = 1,
    CleanStructuredContent = 2,
    RetainFullDates = 4,
    RetainModifiedDates = 8,
    RetainUids = 16,
    RetainPatientCharacteristics = 32,
    RetainDeviceIdentity = 64,
    RetainInstitutionIdentity = 128,
    CleanGraphics = 256,
    RetainSafePrivate = 512,
}

/// <summary>One row of Table E.1-1.</summary>
/// <param name="Code">The basic profile's code as the table has it, for example X/Z/D.</param>
/// <param name="Options">The codes of the options that say something, K or C.</param>
public sealed record ConfidentialityRow(string Code, IReadOnlyDictionary<ProfileOptions, DeidentificationAction> Options)
{
    /// <summary>
    /// The basic profile's action where the attribute's type is not looked up: a dummy before empty before removal, which leaves
    /// every object valid, whichever type the attribute has in its IOD (PS3.15 E.3.1).
    /// </summary>
    public DeidentificationAction Basic { get; } = Code switch
    {
        "X" => DeidentificationAction.Remove,
        "Z" or "X/Z" => DeidentificationAction.Empty,
        "D" or "X/D" or "Z/D" or "X/Z/D" => DeidentificationAction.Dummy,
        "U" or "X/Z/U*" => DeidentificationAction.ReplaceUid,
        _ => throw new FormatException($"Table E.1-1 has a code that is not known here: {Code}."),
    };
}

/// <summary>Table E.1-1 of PS3.15 (2024e with the additions of 2026c): which attributes identify, and what is done to them.</summary>
public static class ConfidentialityTable
{
    private static readonly ProfileOptions[] Columns =
    [
        ProfileOptions.CleanDescriptors, ProfileOptions.CleanStructuredContent, ProfileOptions.RetainFullDates, ProfileOptions.RetainModifiedDates,
        ProfileOptions.RetainUids, ProfileOptions.RetainPatientCharacteristics, ProfileOptions.RetainDeviceIdentity, ProfileOptions.RetainInstitutionIdentity,
        ProfileOptions.CleanGraphics, ProfileOptions.RetainSafePrivate,
    ];

    private static readonly Lazy<(FrozenDictionary<uint, ConfidentialityRow> Tags, ConfidentialityRow Private, ConfidentialityRow Curves, ConfidentialityRow Overlays)> Loaded = new(Load);

    /// <summary>The rows of single attributes by tag; the four patterns are found by <see cref="Find"/>.</summary>
    public static IReadOnlyDictionary<uint, ConfidentialityRow> Rows => Loaded.Value.Tags;

    /// <summary>The row of an attribute: its own, or that of private attributes, curves (50xx), overlay data and comments (60xx). Null where none covers it.</summary>
    public static ConfidentialityRow? Find(Tag tag)
    {
        var table = Loaded.Value;
        if (tag.IsPrivate)
        {
            return table.Private;
        }
        if (table.Tags.TryGetValue(tag.Value, out var row))
        {
            return row;
        }
        return (tag.Group >> 8) switch
        {
            0x50 => table.Curves,
            0x60 when tag.Element is 0x3000 or 0x4000 => table.Overlays,
            _ => null,
        };
    }

    private static (FrozenDictionary<uint, ConfidentialityRow>, ConfidentialityRow, ConfidentialityRow, ConfidentialityRow) Load()
    {
        var tags = new Dictionary<uint, ConfidentialityRow>(700);
        var patterns = new Dictionary<string, ConfidentialityRow>(StringComparer.Ordinal);
        foreach (var line in TableResource.Lines("confidentiality.tsv"))
        {
            var fields = line.Split('\t');
            var options = new Dictionary<ProfileOptions, DeidentificationAction>();
            for (var i = 0; i < Columns.Length; i++)
            {
                if (fields[i + 2].Length > 0)
                {
                    options[Columns[i]] = fields[i + 2] == "K" ? DeidentificationAction.Keep : DeidentificationAction.Clean;
                }
            }
            var row = new ConfidentialityRow(fields[1], options);
            if (uint.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag))
            {
                tags.Add(tag, row);
            }
            else
            {
                patterns.Add(fields[0], row);
            }
        }
        return (tags.ToFrozenDictionary(), patterns["PRIVATE"], patterns["50XXXXXX"], patterns["60XX3000"]);
    }
}
