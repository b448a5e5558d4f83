using System.Globalization;
using System.Text;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>The files of one table, and the SQL that reads them with Drill's folder and file columns.</summary>
internal sealed class FileSet(IReadOnlyList<string> files, string root, bool isFile, FileFormat format, Func<string, Table> probe, int offset)
{
    private const string FileColumn = "\"sinogram$file\"";
    private const int MostFolders = 10;

    /// <param name="uses">Whether a column name occurs in the query around.</param>
    public string ToSql(Func<string, bool> uses)
    {
        var depth = isFile ? 0 : files.Max(f => f[root.Length..].Count(c => c == '/')) - (root.EndsWith('/') ? 0 : 1);
        var extra = new List<string>();
        for (var i = 0; i < MostFolders; i++)
        {
            if (i < depth) { extra.Add($"string_split({Relative()}, '/')[:-2][{(i + 1).ToString(CultureInfo.InvariantCulture)}] AS dir{i.ToString(CultureInfo.InvariantCulture)}"); }
            else if (uses("dir" + i.ToString(CultureInfo.InvariantCulture))) { extra.Add($"CAST(NULL AS VARCHAR) AS dir{i.ToString(CultureInfo.InvariantCulture)}"); }
        }
        foreach (var (name, expression) in (ReadOnlySpan<(string, string)>)
        [
            ("filename", $"string_split({FileColumn}, '/')[-1]"),
            ("suffix", $"CASE WHEN contains(string_split({FileColumn}, '/')[-1], '.') THEN string_split({FileColumn}, '.')[-1] ELSE '' END"),
            ("filepath", $"array_to_string(string_split({FileColumn}, '/')[:-2], '/')"),
            ("fqn", FileColumn),
        ])
        {
            if (uses(name)) { extra.Add($"{expression} AS {name}"); }
        }
        var list = string.Join(", ", files.Select(DuckDbEngine.Literal));
        var reader = format switch
        {
            FileFormat.Parquet => $"read_parquet([{list}], union_by_name = true, hive_partitioning = false",
            FileFormat.Json => $"read_json([{list}], union_by_name = true, hive_partitioning = false, columns = {JsonColumns(list)}",
            _ => $"read_csv([{list}], hive_partitioning = false, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '\u0001', columns = {CsvColumns()}",
        };
        var zoned = format == FileFormat.Parquet ? WallClock($"{reader})") : "";
        return extra.Count == 0
            ? $"(SELECT *{zoned} FROM {reader}))"
            : $"(SELECT * EXCLUDE ({FileColumn}){zoned}, {string.Join(", ", extra)} FROM {reader}, filename = 'sinogram$file'))";
    }

    /// <summary>Drill reads an instant as its wall clock in UTC.</summary>
    private string WallClock(string reader)
    {
        var zoned = probe($"SELECT * FROM {reader} LIMIT 0").Schema.Where(f => f.Type is TimestampType { Zone: not null }).Select(f => DuckDbEngine.Quote(f.Name)).ToArray();
        return zoned.Length == 0 ? "" : $" REPLACE ({string.Join(", ", zoned.Select(n => $"CAST({n} AS TIMESTAMP) AS {n}"))})";
    }

    private string Relative()
    {
        // The engine counts code points, .NET UTF-16 units.
        var skipped = root.EnumerateRunes().Count() + (root.EndsWith('/') ? 1 : 2);
        return $"substring({FileColumn}, {skipped.ToString(CultureInfo.InvariantCulture)})";
    }

    /// <summary>The engine would read text that looks like a date as a date; in Drill it stays text.</summary>
    private string JsonColumns(string list)
    {
        var read = $"read_json([{list}], union_by_name = true, hive_partitioning = false, sample_size = -1, maximum_depth = -1, map_inference_threshold = -1)";
        var mixed = probe($"SELECT column_name FROM (DESCRIBE FROM {read}) WHERE contains(column_type, 'JSON')");
        if (mixed.RowCount > 0)
        {
            throw new DrillException($"The JSON column '{mixed.GetValue(0, "column_name")}' holds values of several kinds; Drill does not read it either.", offset);
        }
        var schema = probe($"SELECT * FROM {read} LIMIT 0").Schema;
        return $"{{{string.Join(", ", schema.Select(f => $"{DuckDbEngine.Literal(f.Name)}: {DuckDbEngine.Literal(JsonType(f.Type, f.Name))}"))}}}";
    }

    private string JsonType(DataType type, string name) => type switch
    {
        ListType list => JsonType(list.Element.Type, name) + "[]",
        StructType fields => $"STRUCT({string.Join(", ", fields.Children.Select(f => $"{DuckDbEngine.Quote(f.Name)} {JsonType(f.Type, name)}"))})",
        { Id: TypeId.Bool } => "BOOLEAN",
        { Id: TypeId.Int64 } => "BIGINT",
        { Id: TypeId.Float64 } => "DOUBLE",
        { Id: TypeId.String or TypeId.Date or TypeId.Timestamp or TypeId.Time or TypeId.Null } => "VARCHAR",
        _ => throw new DrillException($"The JSON column '{name}' holds values of several kinds, or numbers beyond 64 bits; Drill does not read it either.", offset),
    };

    private string CsvColumns()
    {
        var header = Header(files[0]);
        foreach (var file in files.Skip(1))
        {
            if (!Header(file).SequenceEqual(header)) { throw new DrillException($"{Path.GetFileName(file)} and {Path.GetFileName(files[0])} have different headers, which the embedded engine does not follow.", offset); }
        }
        return $"{{{string.Join(", ", header.Select(h => $"{DuckDbEngine.Literal(h)}: 'VARCHAR'"))}}}";
    }

    /// <summary>Names that Drill would change (doubled, with blanks, a byte order mark) are refused.</summary>
    private string[] Header(string file)
    {
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: false);
        var line = new StringBuilder();
        for (var c = reader.Read(); c is not ('\n' or -1) && line.Length < 1 << 20; c = reader.Read()) { line.Append((char)c); }
        var names = line.ToString().Split(',');
        var plain = names.All(n => n.Length > 0 && (char.IsAsciiLetter(n[0]) || n[0] == '_') && n.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        return plain && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? names
            : throw new DrillException($"The header of {Path.GetFileName(file)} has names that Drill would change (blanks, doubles, quotes, a byte order mark, line ends of Windows), which the embedded engine does not follow.", offset);
    }
}
