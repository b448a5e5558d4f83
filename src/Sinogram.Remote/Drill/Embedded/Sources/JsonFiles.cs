using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>JSON files as a table: the fields of all objects, whole numbers as BIGINT, others as DOUBLE, text as text.</summary>
internal static class JsonFiles
{
    private const string Sniff = "union_by_name = true, hive_partitioning = false, sample_size = -1, maximum_depth = -1, map_inference_threshold = -1, field_appearance_threshold = 0";

    /// <param name="Columns">The columns of all files, in Drill's order.</param>
    /// <param name="Mixed">Those that hold values of several kinds.</param>
    private sealed record Shape(IReadOnlyList<Field> Columns, IReadOnlyList<string> Mixed);

    public static BoundTable Bind(SourceFiles files, ReadOptions options, Func<string, Table> probe, SchemaCache known, Action<string> notice)
    {
        CompressedFiles.Check(files.Files, files.Offset);
        var empty = files.Files.All(f => new FileInfo(f).Length == 0);
        if (empty) { return FileColumns.Of(files, "(SELECT 0 AS file_index WHERE false)", [("*", "CAST(NULL AS VARCHAR)", DrillType.VarChar)], options, MissingColumn.NullText); }
        var list = string.Join(", ", files.Files.Select(DuckDbEngine.Literal));
        var ignore = options.SkipInvalid ? ", ignore_errors = true" : "";
        var shape = known.Get(files, $"json{ignore} {list}", () => ShapeOf(files, $"read_json([{list}], {Sniff}{ignore})", probe));
        foreach (var name in options.AllText || options.Schema is not null ? [] : shape.Mixed)
        {
            if (options.Uses(name) || options.Uses("*")) { notice($"The JSON column '{name}' holds values of several kinds: they are read as text, where Drill stops."); }
        }
        var fields = shape.Columns.Select(f => (f.Name, Type: options.AllText ? AllText(Json(f.Type)) : options.NumbersAsDouble ? Doubles(Json(f.Type)) : Json(f.Type))).ToList();
        foreach (var given in options.Schema?.Columns ?? [])
        {
            var at = fields.FindIndex(f => string.Equals(f.Name, given.Name, StringComparison.OrdinalIgnoreCase));
            if (at < 0) { fields.Add((given.Name, DrillType.VarChar)); }
            else if (!given.Type.IsNested) { fields[at] = (fields[at].Name, DrillType.VarChar); }
        }
        if (options.Schema is { Strict: true } strict) { fields.RemoveAll(f => !strict.Columns.Any(c => string.Equals(c.Name, f.Name, StringComparison.OrdinalIgnoreCase))); }
        var reader = options.SkipInvalid
            // The engine gives a row of nulls for a line that is none; as an object such a line is null itself, and left out.
            ? $"(SELECT unnest(json_transform(json, {DuckDbEngine.Literal(JsonStructure.ToEngine(DrillType.Map(fields)))})), file_index FROM read_ndjson_objects([{list}], ignore_errors = true) WHERE json IS NOT NULL)"
            : $"read_json([{list}], union_by_name = true, hive_partitioning = false, columns = {{{string.Join(", ", fields.Select(f => $"{DuckDbEngine.Literal(f.Name)}: {DuckDbEngine.Literal(f.Type.Engine)}"))}}})";
        return FileColumns.Of(files, reader, [.. fields.Select(f => Column(f.Name, f.Type, options, files))], options, MissingColumn.NullText);
    }

    /// <summary>Looks through all of the files, once: finding the types of a large file takes longer than most queries over it.</summary>
    private static Shape ShapeOf(SourceFiles files, string reader, Func<string, Table> probe)
    {
        var told = probe($"SELECT column_name, column_type FROM (DESCRIBE FROM {reader})");
        var columns = Enumerable.Range(0, (int)told.RowCount).Select(i => (Name: (string)told.GetValue(i, "column_name")!, Type: (string)told.GetValue(i, "column_type")!)).ToList();
        var schema = probe($"SELECT {string.Join(", ", columns.Select(c => $"CAST(NULL AS {c.Type}) AS {DuckDbEngine.Quote(c.Name)}"))} LIMIT 0").Schema;
        var order = JsonOrder.Of(files.Files, [.. schema.Select(f => f.Name)]);
        // The engine marks what is of several kinds only in the names of its types.
        return new Shape([.. order.Select(name => schema.First(f => f.Name == name))], [.. columns.Where(c => c.Type.Contains("JSON", StringComparison.Ordinal)).Select(c => c.Name)]);
    }

    private static (string Name, string Sql, DrillType Type) Column(string name, DrillType type, ReadOptions options, SourceFiles files)
    {
        var sql = DuckDbEngine.Quote(name);
        if (options.ExtendedTypes && Extended(sql, type) is { } extended) { return (name, extended.Sql, extended.Type); }
        if (options.Schema?.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } given || given.Type == type) { return (name, sql, type); }
        return (given.Name, TextFiles.Typed(sql, given, files, null), given.Type);
    }

    /// <summary>Objects of MongoDB's extended JSON as the values they stand for.</summary>
    private static (string Sql, DrillType Type)? Extended(string sql, DrillType type)
    {
        if (type.Kind != DrillKind.Map || type.Fields.Length is 0 or > 2 || !type.Fields[0].Name.StartsWith('$')) { return null; }
        var value = $"struct_extract({sql}, {DuckDbEngine.Literal(type.Fields[0].Name)})";
        return type.Fields[0].Name switch
        {
            "$date" => type.Fields[0].Type.IsText ? ($"CAST(CAST({value} AS TIMESTAMPTZ) AS TIMESTAMP)", DrillType.Timestamp) : ($"epoch_ms(CAST({value} AS BIGINT))", DrillType.Timestamp),
            "$dateDay" => ($"CAST({value} AS DATE)", DrillType.Date),
            "$time" => ($"CAST({value} AS TIME)", DrillType.Time),
            "$numberLong" => ($"CAST({value} AS BIGINT)", DrillType.BigInt),
            "$numberInt" => ($"CAST({value} AS INTEGER)", DrillType.Int),
            "$numberDouble" => ($"CAST({value} AS DOUBLE)", DrillType.Float8),
            "$numberDecimal" => ($"CAST({value} AS DECIMAL(38,10))", DrillType.Decimal(38, 10)),
            "$binary" => ($"from_base64({value})", DrillType.VarBinary),
            "$oid" => ($"CAST({value} AS VARCHAR)", DrillType.VarChar),
            _ => null,
        };
    }

    private static DrillType Json(DataType type) => type switch
    {
        ListType list => DrillType.List(Json(list.Element.Type)),
        StructType fields => DrillType.Map(fields.Children.Select(f => (f.Name, Json(f.Type)))),
        MapType map => DrillType.Dict(Json(map.Key.Type), Json(map.Value.Type)),
        { Id: TypeId.Bool } => DrillType.Bit,
        { Id: TypeId.Int64 } => DrillType.BigInt,
        // Beyond 64 bits, where Drill stops.
        { Id: TypeId.UInt64 or TypeId.Decimal } => DrillType.Decimal(38, 0),
        { Id: TypeId.Float64 } => DrillType.Float8,
        // What looks like a date is text in JSON.
        _ => DrillType.VarChar,
    };

    private static DrillType Doubles(DrillType type) => type.Kind switch
    {
        DrillKind.List => DrillType.List(Doubles(type.Element!)),
        DrillKind.Map => DrillType.Map(type.Fields.Select(f => (f.Name, Doubles(f.Type)))),
        _ => type.IsNumber ? DrillType.Float8 : type,
    };

    private static DrillType AllText(DrillType type) => type.Kind switch
    {
        DrillKind.List => DrillType.List(AllText(type.Element!)),
        DrillKind.Map => DrillType.Map(type.Fields.Select(f => (f.Name, AllText(f.Type)))),
        _ => DrillType.VarChar,
    };
}
