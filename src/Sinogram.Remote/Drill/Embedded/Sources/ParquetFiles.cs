using Sinogram.Data;
using Sinogram.Data.Parquet;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Parquet files as a table: columns by name over all files, instants as their wall clock in UTC, as Drill reads them.</summary>
internal static class ParquetFiles
{
    /// <param name="Columns">The columns of all files.</param>
    /// <param name="AreAlike">Every file has all of them, in this order.</param>
    private sealed record Shape(Schema Columns, bool AreAlike);

    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<string, Table> probe, SchemaCache known)
    {
        var list = $"[{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}]";
        var shape = known.Get(files, list, () =>
        {
            var areAlike = ParquetSchemas.AreAlike(files.Files, out var told);
            return new Shape(told ?? probe($"SELECT * FROM {Reader(areAlike ? $"[{DuckDbEngine.Literal(files.Files[0])}]" : list, areAlike)} LIMIT 0").Schema, areAlike);
        });
        var columns = new List<(string Name, string Sql, DrillType Type)>();
        foreach (var field in shape.Columns)
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
        var partitions = FolderPartitions.KeysOf(files, shape.Columns);
        return FileColumns.Of(files, Reader(list, shape.AreAlike, partitions is not null), columns, options, MissingColumn.NullNumber, sql => known.Get(files, sql, () => probe(sql)), partitions);
    }

    private static string Reader(string list, bool areAlike, bool partitioned = false) =>
        $"read_parquet({list}, union_by_name = {(areAlike ? "false" : "true")}, hive_partitioning = {(partitioned ? "true, hive_types_autocast = false" : "false")})";
}
