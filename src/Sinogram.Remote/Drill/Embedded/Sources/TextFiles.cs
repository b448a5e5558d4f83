using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Text files with fields as a table: by their header, or as one column <c>columns</c> that is a list.</summary>
internal static class TextFiles
{
    /// <param name="files">The files.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="register">Makes a table known to the engine and gives the name it has there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<Table, string> register, CancellationToken cancellationToken)
    {
        var given = options.Schema?.Columns ?? [];
        var table = DelimitedText.Read(files.Files, files.Format, files.Offset, withLines: given.Count > 0, cancellationToken);
        var name = register(table);
        if (!files.Format.ExtractHeader)
        {
            return FileColumns.Of(files, name, [("columns", "\"columns\"", DrillType.List(DrillType.VarChar))], options, MissingColumn.Error);
        }
        var columns = new List<(string Name, string Sql, DrillType Type)>();
        foreach (var column in given)
        {
            var own = table.Schema.FirstOrDefault(f => !IsOfFile(f.Name) && string.Equals(f.Name, column.Name, StringComparison.OrdinalIgnoreCase));
            columns.Add((column.Name, own is null ? $"CAST({(column.Default is null ? "NULL" : DuckDbEngine.Literal(column.Default))} AS {column.Type.Engine})" : Typed(DuckDbEngine.Quote(own.Name), column, files, DelimitedText.LineColumn), column.Type));
        }
        if (options.Schema is not { Strict: true })
        {
            columns.AddRange(table.Schema.Where(f => !IsOfFile(f.Name) && !given.Any(g => string.Equals(g.Name, f.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(f => (f.Name, DuckDbEngine.Quote(f.Name), DrillType.VarChar)));
        }
        return FileColumns.Of(files, name, columns, options, MissingColumn.EmptyText);
    }

    private static bool IsOfFile(string column) => column is DelimitedText.FileColumn or DelimitedText.LineColumn;

    /// <summary>A text in the type that an inline schema gives; an empty one is null where the column may be, as in Drill. What does not fit is told with its file.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="column">What it becomes.</param>
    /// <param name="files">Where it comes from.</param>
    /// <param name="line">The column of its line, or null.</param>
    public static string Typed(string sql, InlineColumn column, SourceFiles files, string? line)
    {
        if (column.Type.IsText) { return sql; }
        var text = column.Nullable ? $"NULLIF(trim({sql}), '')" : column.Default is not null ? $"coalesce(NULLIF(trim({sql}), ''), {DuckDbEngine.Literal(column.Default)})" : sql;
        var isMoment = column.Type.Kind is DrillKind.Date or DrillKind.Time or DrillKind.Timestamp;
        var value = isMoment && column.Format is { } format ? $"CAST(try_strptime({text}, {DuckDbEngine.Literal(DatePatterns.ToParse(format, files.Offset))}) AS {column.Type.Engine})" : Read(text, column.Type);
        var wrong = DuckDbEngine.Literal($"Illegal conversion: Column `{column.Name}` of type {column.Type.SqlName}{(isMoment && column.Format is { } pattern ? $" by the pattern {pattern}" : "")}, Illegal value `");
        return $"CASE WHEN {text} IS NULL THEN NULL WHEN {value} IS NOT NULL THEN {value} ELSE error({wrong} || left({text}, 100) || '`' || {ErrorPlace.InFile(Name(files), line, files.Offset)}) END";
    }

    /// <summary>A text by the rules of CAST, or null.</summary>
    private static string Read(string text, DrillType type) => type.Kind switch
    {
        DrillKind.Int or DrillKind.BigInt => $"CASE WHEN regexp_full_match({text}, '[+-]?[0-9]+') THEN TRY_CAST({text} AS {type.Engine}) END",
        DrillKind.Bit => $"CASE WHEN lower({text}) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true WHEN lower({text}) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false END",
        DrillKind.VarBinary => $"encode({text})",
        _ => $"TRY_CAST({text} AS {type.Engine})",
    };

    /// <summary>The name of a row's file, below the folder that the table's name means.</summary>
    private static string Name(SourceFiles files) => files.Files.Count == 1
        ? DuckDbEngine.Literal(files.Below(0))
        : $"([{string.Join(", ", Enumerable.Range(0, files.Files.Count).Select(i => DuckDbEngine.Literal(files.Below(i))))}])[{DelimitedText.FileColumn}::BIGINT + 1]";
}
