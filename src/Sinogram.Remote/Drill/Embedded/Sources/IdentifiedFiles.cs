using Sinogram.Data;
using Sinogram.Data.Privacy;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>What files of unknown origin, which we read ourselves, say of people: columns by their names, and fields under a heading that is read as a row.</summary>
internal static class IdentifiedFiles
{
    /// <summary>The table with its identifying columns marked; that of files that are trusted as it is.</summary>
    public static Table Mark(Table table, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.All(EngineOptions.TrustsFile)) { return table; }
        if (table.Schema is [{ Name: "columns", Type: ListType }, _])
        {
            var places = AddFields(table, cancellationToken);
            return places.Count == 0 ? table : new Table(table.Columns.Select((c, i) => i == 0 ? IdentifyingColumns.WithPlaces(c, places) : c));
        }
        var named = IdentifyingNames.Mark(table);
        cancellationToken.ThrowIfCancellationRequested();
        return PersonNames.Mark(named);
    }

    /// <summary>
    /// Makes known the fields of rows without names, where the first row of their file names people, or where most are written as DICOM writes names.
    /// </summary>
    /// <returns>Their places, from 1.</returns>
    private static SortedSet<int> AddFields(Table table, CancellationToken cancellationToken)
    {
        var places = new SortedSet<int>();
        var likely = new List<int>();
        var (file, row) = (-1L, 0);
        var found = new Dictionary<int, ColumnBuilder<string>>();
        var numbers = table.Column<long>(DelimitedText.FileColumn);
        foreach (var fields in table.Column<string[]>("columns"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < fields.Length; i++)
            {
                if (i == likely.Count) { likely.Add(0); }
                likely[i] += PersonNames.IsName(fields[i]) ? 1 : 0;
            }
            if (numbers[row++] is var number && number != file)
            {
                file = number;
                Build();
                found = Enumerable.Range(0, fields.Length).Where(i => IdentifyingNames.Contains(fields[i])).ToDictionary(i => i, i => Builder(fields[i]));
                places.UnionWith(found.Keys.Select(i => i + 1));
            }
            else
            {
                foreach (var (i, builder) in found)
                {
                    if (i < fields.Length) { builder.Append(fields[i]); }
                }
            }
        }
        Build();
        var names = Enumerable.Range(0, likely.Count).Where(i => likely[i] * 2 > row && !places.Contains(i + 1)).ToList();
        found = names.ToDictionary(i => i, _ => Builder(IdentifyingNames.OfPatients));
        foreach (var fields in names.Count == 0 ? [] : table.Column<string[]>("columns").AsEnumerable())
        {
            foreach (var (i, builder) in found)
            {
                if (i < fields.Length) { builder.Append(fields[i]); }
            }
        }
        Build();
        places.UnionWith(names.Select(i => i + 1));
        return places;

        static ColumnBuilder<string> Builder(string name) => new(new Field(name, DataType.Of(typeof(string))) { Identified = true });

        // A column that is marked makes its values known.
        void Build()
        {
            foreach (var builder in found.Values) { builder.Build(); }
        }
    }
}
