using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>The information object definitions of PS3.3: which modules a SOP class has, and which attributes they ask for.</summary>
internal static class Iods
{
    private static readonly Lazy<Tables> Loaded = new(Tables.Read);
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyList<Tag>> Required = new(StringComparer.Ordinal);

    /// <summary>The type 1 attributes at the top level of the mandatory modules of a SOP class; null where the class is not known.</summary>
    public static IReadOnlyList<Tag>? RequiredAttributes(string sopClassUid)
    {
        var tables = Loaded.Value;
        return tables.IodOf.TryGetValue(sopClassUid, out var iod) ? Required.GetOrAdd(iod, tables.RequiredOf) : null;
    }

    private sealed class Tables
    {
        private readonly Dictionary<string, string[]> _mandatory = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Tag[]> _type1 = new(StringComparer.Ordinal);

        public Dictionary<string, string> IodOf { get; } = new(StringComparer.Ordinal);

        public static Tables Read()
        {
            var tables = new Tables();
            foreach (var line in TableResource.Lines("iods.tsv"))
            {
                var fields = line.Split('\t');
                switch (fields[0], fields[^2])
                {
                    case ("S", _):
                        tables.IodOf[fields[1]] = fields[2];
                        break;
                    case ("I", "M"):
                        tables._mandatory[fields[1]] = fields[3].Split(' ');
                        break;
                    case ("A", "1"):
                        // Overlay attributes repeat in several groups and cannot be asked for by one tag.
                        tables._type1[fields[1]] = fields[3].Split(' ').Where(t => !t.Contains('x', StringComparison.Ordinal))
                            .Select(t => new Tag(uint.Parse(t, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))).ToArray();
                        break;
                }
            }
            return tables;
        }

        public IReadOnlyList<Tag> RequiredOf(string iod) =>
            _mandatory.GetValueOrDefault(iod, []).SelectMany(module => _type1.GetValueOrDefault(module, [])).Distinct().Order().ToArray();
    }
}
