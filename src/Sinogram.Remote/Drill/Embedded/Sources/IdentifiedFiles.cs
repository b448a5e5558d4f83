using Sinogram.Data;
using Sinogram.Data.Privacy;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>What files of unknown origin, which we read ourselves, say of people: columns by their names, and fields under a heading that is read as a row.</summary>
internal static class IdentifiedFiles
{
    /// <summary>The table with its identifying columns marked; that of files that are trusted as it is.</summary>
    public static Table Mark(Table table, IReadOnlyList<string> files)
    {
        if (files.All(EngineOptions.TrustsFile)) { return table; }
        if (table.Schema is [{ Name: "columns", Type: ListType }, _])
        {
            AddFields(table);
            return table;
        }
        return IdentifyingNames.Mark(table);
    }

    /// <summary>Makes known the fields of rows without names, where the first row of their file names people.</summary>
    private static void AddFields(Table table)
    {
        var (file, row) = (-1L, 0);
        var found = new Dictionary<int, ColumnBuilder<string>>();
        var numbers = table.Column<long>(DelimitedText.FileColumn);
        foreach (var fields in table.Column<string[]>("columns"))
        {
            if (numbers[row++] is var number && number != file)
            {
                file = number;
                Build();
                found = Enumerable.Range(0, fields.Length).Where(i => IdentifyingNames.Contains(fields[i])).ToDictionary(i => i, i => new ColumnBuilder<string>(new Field(fields[i], DataType.Of(typeof(string))) { Identified = true }));
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

        // A column that is marked makes its values known.
        void Build()
        {
            foreach (var builder in found.Values) { builder.Build(); }
        }
    }
}
