using System.Collections.Frozen;
using System.Globalization;

namespace Sinogram.Imaging.Dicom;

/// <summary>What the standard's dictionary says about an attribute (PS3.6).</summary>
/// <param name="Tag">The tag; of a repeating group, its first.</param>
/// <param name="Keyword">The keyword, for example PatientID.</param>
/// <param name="Name">The name, for example Patient ID.</param>
/// <param name="VR">The value representation; where several are allowed, the one for which implicit encodings are read.</param>
/// <param name="Multiplicity">The value multiplicity as the standard writes it, for example 1 or 2-n.</param>
/// <param name="IsRetired">Whether the standard has retired the attribute.</param>
/// <param name="IsSignDependent">Whether the representation is US or SS, as Pixel Representation (0028,0103) says.</param>
public sealed record DictionaryEntry(Tag Tag, string Keyword, string Name, VR VR, string Multiplicity, bool IsRetired, bool IsSignDependent);

/// <summary>The data dictionary of PS3.6: attributes by tag and by keyword.</summary>
public static class Dictionary
{
    private static readonly Lazy<Tables> Loaded = new(Tables.Read);

    /// <summary>All entries in the order of their tags; of a repeating group, only the first.</summary>
    public static IReadOnlyList<DictionaryEntry> Entries => Loaded.Value.All;

    /// <summary>The entry of a tag, repeating groups (50xx, 60xx and others) included; null for private and unknown tags.</summary>
    public static DictionaryEntry? Find(Tag tag)
    {
        var tables = Loaded.Value;
        return tables.ByTag.TryGetValue(tag.Value, out var entry) ? entry : tables.FindRepeating(tag.Value);
    }

    /// <summary>The entry of a keyword; null where the standard has none of that name.</summary>
    public static DictionaryEntry? Find(string keyword) => Loaded.Value.ByKeyword.GetValueOrDefault(keyword);

    /// <summary>The representation that an encoding without VR gives a tag; UN where the dictionary does not know it.</summary>
    internal static VR ImplicitVR(Tag tag)
    {
        if (tag.IsPrivate)
        {
            return tag.IsPrivateCreator ? VR.LO : VR.UN;
        }
        return tag.IsGroupLength ? VR.UL : Find(tag)?.VR ?? VR.UN;
    }

    private sealed class Tables
    {
        private readonly List<(uint Mask, uint Value, DictionaryEntry Entry)> _repeating = [];

        public required FrozenDictionary<string, DictionaryEntry> ByKeyword { get; init; }

        public required Dictionary<uint, DictionaryEntry> ByTag { get; init; }

        public required IReadOnlyList<DictionaryEntry> All { get; init; }

        public static Tables Read()
        {
            var byTag = new Dictionary<uint, DictionaryEntry>(5200);
            var repeating = new List<(uint, uint, DictionaryEntry)>();
            var all = new List<DictionaryEntry>(5200);
            foreach (var line in TableResource.Lines("dictionary.tsv"))
            {
                var fields = line.Split('\t');
                var pattern = fields[0];
                var value = uint.Parse(pattern.Replace('X', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                var vr = fields[3] switch
                {
                    "US/SS" => VR.US,
                    "OB/OW" or "US/SS/OW" or "US/OW" => VR.OW,
                    var letters => VRTraits.Parse(letters),
                };
                var entry = new DictionaryEntry(new Tag(value), fields[1], fields[2], vr, fields[4], fields[5] == "R", fields[3] == "US/SS");
                all.Add(entry);
                if (pattern.Contains('X', StringComparison.Ordinal))
                {
                    var mask = uint.Parse(string.Concat(pattern.Select(c => c == 'X' ? '0' : 'F')), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                    repeating.Add((mask, value, entry));
                }
                else
                {
                    byTag[value] = entry;
                }
            }
            all.Sort((a, b) => a.Tag.CompareTo(b.Tag));
            var tables = new Tables
            {
                All = all,
                ByTag = byTag,
                ByKeyword = all.ToFrozenDictionary(e => e.Keyword, StringComparer.Ordinal),
            };
            tables._repeating.AddRange(repeating);
            return tables;
        }

        public DictionaryEntry? FindRepeating(uint tag)
        {
            if ((tag & 0x00010000) != 0)
            {
                return null;
            }
            foreach (var (mask, value, entry) in _repeating)
            {
                if ((tag & mask) == value)
                {
                    return entry;
                }
            }
            return null;
        }
    }
}
