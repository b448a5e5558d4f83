using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Parquet files as a table: columns by name over all files, instants as their wall clock in UTC, as Drill reads them.</summary>
internal static class ParquetFiles
{
    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<string, Table> probe)
    {
        var reader = $"read_parquet([{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}], union_by_name = true, hive_partitioning = false)";
        var columns = new List<(string Name, string Sql, DrillType Type)>();
        foreach (var field in probe($"SELECT * FROM {reader} LIMIT 0").Schema)
        {
            var (_, sql, type) = EngineColumns.Of(field);
            if (options.Schema?.Columns.FirstOrDefault(c => string.Equals(c.Name, field.Name, StringComparison.OrdinalIgnoreCase)) is { } given)
            {
                (sql, type) = (Conversions.Convert(new Bound(SqlText.Of(sql), type), given.Type, files.Offset).ToString(), given.Type);
            }
            columns.Add((field.Name, sql, type));
        }
        foreach (var given in options.Schema?.Columns ?? [])
        {
            if (!columns.Any(c => string.Equals(c.Name, given.Name, StringComparison.OrdinalIgnoreCase))) { columns.Add((given.Name, $"CAST({(given.Default is null ? "NULL" : DuckDbEngine.Literal(given.Default))} AS {given.Type.Engine})", given.Type)); }
        }
        return FileColumns.Of(files, reader, columns, options, MissingColumn.NullNumber, probe);
    }
}
