using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Text files with fields as a table: by their header, or as one column <c>columns</c> that is a list.</summary>
internal static class TextFiles
{
    /// <param name="files">The files.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="register">Makes a table known to the engine and gives the name it has there.</param>
    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<Table, string> register)
    {
        var table = DelimitedText.Read(files.Files, files.Format, files.Offset);
        var name = register(table);
        if (!files.Format.ExtractHeader)
        {
            return FileColumns.Of(files, name, [("columns", "\"columns\"", DrillType.List(DrillType.VarChar))], options, MissingColumn.Error);
        }
        var columns = new List<(string Name, string Sql, DrillType Type)>();
        var given = options.Schema?.Columns ?? [];
        foreach (var column in given)
        {
            var own = table.Schema.FirstOrDefault(f => f.Name != DelimitedText.FileColumn && string.Equals(f.Name, column.Name, StringComparison.OrdinalIgnoreCase));
            columns.Add((column.Name, own is null ? $"CAST({(column.Default is null ? "NULL" : DuckDbEngine.Literal(column.Default))} AS {column.Type.Engine})" : Typed(DuckDbEngine.Quote(own.Name), column, files.Offset), column.Type));
        }
        if (options.Schema is not { Strict: true })
        {
            columns.AddRange(table.Schema.Where(f => f.Name != DelimitedText.FileColumn && !given.Any(g => string.Equals(g.Name, f.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(f => (f.Name, DuckDbEngine.Quote(f.Name), DrillType.VarChar)));
        }
        return FileColumns.Of(files, name, columns, options, MissingColumn.EmptyText);
    }

    /// <summary>A text in the type that an inline schema gives; an empty one is null where the column may be, as in Drill.</summary>
    public static string Typed(string sql, InlineColumn column, int offset)
    {
        if (column.Type.IsText) { return sql; }
        var text = column.Nullable ? $"NULLIF(trim({sql}), '')" : column.Default is not null ? $"coalesce(NULLIF(trim({sql}), ''), {DuckDbEngine.Literal(column.Default)})" : sql;
        if (column.Format is { } format && column.Type.Kind is DrillKind.Date or DrillKind.Time or DrillKind.Timestamp)
        {
            return $"CAST(strptime({text}, {DuckDbEngine.Literal(DatePatterns.ToParse(format, offset))}) AS {column.Type.Engine})";
        }
        return Conversions.Convert(new Bound(SqlText.Of(text), DrillType.VarChar), column.Type, offset).ToString();
    }
}
