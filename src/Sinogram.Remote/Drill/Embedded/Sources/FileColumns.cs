using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>The columns that files have besides their content: their folders, names and times.</summary>
internal static class FileColumns
{
    /// <summary>What every file has under its name, in no star.</summary>
    public static IReadOnlyList<string> Implicit { get; } = ["filename", "suffix", "filepath", "fqn", "lmt"];

    /// <summary>Puts the columns of a reader together with those of its files.</summary>
    /// <param name="files">The files, in the order of the reader's <c>file_index</c>.</param>
    /// <param name="reader">SQL of the reader, a table.</param>
    /// <param name="columns">The reader's columns: name in Drill, expression over the reader, type.</param>
    /// <param name="options">What the query uses.</param>
    /// <param name="missing">What a column is that no file has.</param>
    /// <param name="probe">Asks the engine, of Parquet files.</param>
    /// <param name="partitions">The keys of the folders, where the reader gives their values.</param>
    public static BoundTable Of(
        SourceFiles files, string reader, IReadOnlyList<(string Name, string Sql, DrillType Type)> columns, ReadOptions options, MissingColumn missing, Func<string, Table>? probe = null, IReadOnlyList<string>? partitions = null)
    {
        var bound = columns.Select(c => new BoundColumn(c.Name, c.Name, c.Type)).ToList();
        var list = columns.Select(c => c.Sql == DuckDbEngine.Quote(c.Name) ? c.Sql : $"{c.Sql} AS {DuckDbEngine.Quote(c.Name)}").ToList();
        bool Has(string name) => columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
        void Add(string name, string sql, bool hidden)
        {
            bound.Add(new BoundColumn(name, name, DrillType.VarChar) { Hidden = hidden });
            list.Add($"{sql} AS {name}");
        }
        var folders = files.Folders();
        for (var i = 0; i < SourceFiles.Depth(folders); i++)
        {
            var name = "dir" + i.ToString(CultureInfo.InvariantCulture);
            if (Has(name)) { continue; }
            if (partitions is null)
            {
                Add(name, ByFile(folders.Select(f => i < f.Length ? f[i] : null)), hidden: false);
                continue;
            }
            // Rows are grouped by the bare value of the folder, of which its name is made once a group.
            var (key, value) = (partitions[i], name + " value");
            Add(name, FolderPartitions.FolderOf(key), hidden: false);
            bound[^1] = bound[^1] with { Key = new ColumnKey(value, sql => FolderPartitions.FolderOf(key, sql)) };
            list.Add($"{DuckDbEngine.Quote(key)} AS {DuckDbEngine.Quote(value)}");
        }
        for (var i = SourceFiles.Depth(folders); missing == MissingColumn.Error && i < SourceFiles.MostFolders; i++)
        {
            // Where other names are errors, those of deeper folders are null all the same.
            var name = "dir" + i.ToString(CultureInfo.InvariantCulture);
            if (options.Uses(name) && !Has(name)) { Add(name, "CAST(NULL AS VARCHAR)", hidden: true); }
        }
        foreach (var name in Implicit)
        {
            if (options.Uses(name) && !Has(name)) { Add(name, ByFile(files.Origins.Select((f, i) => Value(name, f, () => files.Modified?[i].UtcDateTime ?? File.GetLastWriteTimeUtc(files.Files[i])))), hidden: true); }
        }
        if (probe is not null && files.Format.Type == "parquet") { RowGroups(files, options, probe, Has, Add); }
        return new BoundTable(SqlText.Of($"SELECT {string.Join(", ", list)} FROM {reader}"), bound) { Missing = missing, Shown = files.Shown };
    }

    private static string Value(string name, string origin, Func<DateTime> modified) => name switch
    {
        "filename" => origin[(origin.LastIndexOf('/') + 1)..],
        "suffix" => Path.GetExtension(origin).TrimStart('.'),
        "filepath" => origin.LastIndexOf('/') is var slash and > 0 ? origin[..slash] : "/",
        "fqn" => origin,
        _ => modified().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
    };

    /// <summary>A value by the number of the file: a constant where all have the same.</summary>
    private static string ByFile(IEnumerable<string?> values)
    {
        var all = values.ToArray();
        string Text(string? value) => value is null ? "CAST(NULL AS VARCHAR)" : DuckDbEngine.Literal(value);
        return all.Distinct().Count() == 1 ? Text(all[0]) : $"([{string.Join(", ", all.Select(Text))}])[file_index::BIGINT + 1]";
    }

    /// <summary>The number, place and length of the row group that a row of a Parquet file is in.</summary>
    private static void RowGroups(SourceFiles files, ReadOptions options, Func<string, Table> probe, Func<string, bool> has, Action<string, string, bool> add)
    {
        (string Name, string Field)[] columns = [("rgi", "id"), ("rgs", "at"), ("rgl", "size")];
        if (!columns.Any(c => options.Uses(c.Name) && !has(c.Name))) { return; }
        var groups = probe($"""
            SELECT file_name, row_group_id AS id, CAST(any_value(row_group_num_rows) AS BIGINT) AS rows, CAST(min(coalesce(dictionary_page_offset, data_page_offset)) AS BIGINT) AS at, CAST(sum(total_compressed_size) AS BIGINT) AS size
            FROM parquet_metadata([{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}]) GROUP BY file_name, row_group_id ORDER BY file_name, row_group_id
            """);
        var byFile = Enumerable.Range(0, (int)groups.RowCount).ToLookup(r => (string)groups.GetValue(r, "file_name")!);
        var lists = files.Files.Select(file =>
        {
            long until = 0;
            return "[" + string.Join(", ", byFile[file].Select(r => string.Create(
                CultureInfo.InvariantCulture,
                $"{{'id': {groups.GetValue(r, "id")}, 'at': {groups.GetValue(r, "at")}, 'size': {groups.GetValue(r, "size")}, 'until': {until += (long)groups.GetValue(r, "rows")!}}}"))) + "]";
        });
        var found = $"list_filter([{string.Join(", ", lists)}][file_index::BIGINT + 1], lambda g: file_row_number < g.until)[1]";
        foreach (var (name, field) in columns.Where(c => options.Uses(c.Name) && !has(c.Name))) { add(name, $"CAST(({found}).{field} AS VARCHAR)", true); }
    }
}
