using System.Collections.Frozen;
using System.Text.Json;
using Sinogram.Data.Engine.Lineage;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine;

/// <summary>Marks the columns of results that identify: computed from marked columns of registered tables, or from files of unknown origin by their names.</summary>
/// <param name="query">Runs a statement of ours.</param>
/// <param name="schemaOf">The columns of a registered table; null for any other.</param>
internal sealed class ResultMarks(Func<string, Dictionary<string, object?>, Table> query, Func<string, Schema?> schemaOf)
{
    private static readonly string[] FileSigns = ["read_parquet", "read_csv", "read_json", "read_text", "read_blob", "parquet_scan", "read_ndjson", ".parquet", ".csv", ".json", ".ndjson", ".tsv"];

    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "read_parquet", "parquet_scan", "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto", "read_json_objects", "read_text", "read_blob",
    };

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private readonly OwnTables _tables = new();
    private bool _viewsReadFiles;
    private (string? Sql, JsonDocument? Tree) _serialized;

    /// <summary>Whether SQL reads files, by itself or by a view made or a database attached before.</summary>
    public bool ReadsFiles(string sql, bool makesViews)
    {
        var attaches = sql.Contains("ATTACH", StringComparison.OrdinalIgnoreCase);
        var reads = attaches || FileSigns.Any(s => sql.Contains(s, StringComparison.OrdinalIgnoreCase));
        _viewsReadFiles |= reads && (makesViews || attaches);
        return reads || _viewsReadFiles;
    }

    /// <summary>
    /// The result with its identifying columns marked: by what each is computed from, and where that is not its columns' whole story also by the values
    /// that they hold.
    /// </summary>
    /// <param name="sql">The statement.</param>
    /// <param name="result">Its result.</param>
    /// <param name="read">The columns of registered tables that it read.</param>
    /// <param name="options">Its parameters, and whether its files are public.</param>
    /// <param name="readsFiles">It reads files of unknown origin.</param>
    public Table Marked(string sql, Table result, IReadOnlyList<Field> read, QueryOptions options, bool readsFiles)
    {
        var isEmpty = IdentifyingValues.OfProcess.IsEmpty || options.IsPublic;
        if (result.ColumnCount == 0 || (isEmpty && !MayIdentify(read, readsFiles)) || IsPlan(sql, result))
        {
            return result;
        }

        if (!MayIdentify(read, readsFiles) && KnownColumns.Mark(result) is var known)
        {
            return ReferenceEquals(known, result) || Tell(sql, NamesOf(result), read, options, readsFiles).IsWhole ? result : known;
        }

        var told = Tell(sql, NamesOf(result), read, options, readsFiles);
        var marked = told.Mark(result);
        return isEmpty || told.IsWhole ? marked : KnownColumns.Mark(marked);
    }

    /// <summary>Marks the batches of a result; a column that was marked in one is marked in all that follow.</summary>
    /// <param name="first">The first batch.</param>
    /// <inheritdoc cref="Marked"/>
    public Func<Table, Table> Of(string sql, Table? first, IReadOnlyList<Field> read, QueryOptions options, bool readsFiles)
    {
        var isEmpty = IdentifyingValues.OfProcess.IsEmpty || options.IsPublic;
        if (first is null || first.ColumnCount == 0 || (isEmpty && !MayIdentify(read, readsFiles)))
        {
            return batch => batch;
        }

        var told = Tell(sql, NamesOf(first), read, options, readsFiles);
        return batch =>
        {
            var marked = told.Mark(batch);
            if (!isEmpty && !told.IsWhole)
            {
                marked = KnownColumns.Mark(marked);
            }

            if (marked.Columns.Select((c, i) => c.Field.Identified && !told.Marks[i].Identifies).Any(isNew => isNew))
            {
                told = told with { Marks = [.. told.Marks.Select((m, i) => marked[i].Field.Identified && !m.Identifies ? Lineage.Mark.Whole : m)] };
            }

            return marked;
        };
    }

    /// <summary>What is told of the columns of a statement's result.</summary>
    /// <inheritdoc cref="Marked"/>
    public ToldColumns Tell(string sql, IReadOnlyList<string> names, IReadOnlyList<Field> read, QueryOptions options, bool readsFiles)
    {
        var identified = read.Where(Identifies).ToList();
        var document = Serialized(sql);
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isTold = readsFiles && document is not null && ToldByFiles(document.RootElement, told);
        Func<string, bool> byName = readsFiles && !isTold ? IdentifyingNames.Contains : _ => false;
        var sources = new LineageSources(schemaOf, _tables.Find, byName, told, identified.Count > 0 || _tables.Identify)
        {
            Variable = _tables.Variable,
            IsOfUnknownOrigin = readsFiles && !isTold,
            Holding = readsFiles && !isTold && document is not null ? HoldingIn(document.RootElement) : FrozenSet<string>.Empty,
        };
        if (document is not null && ColumnLineage.Follow(document.RootElement, names, sources) is { } followed)
        {
            return followed with { IsOfUnknownOrigin = sources.IsOfUnknownOrigin, IsWhole = followed.IsWhole && !_tables.HasMacros && (options.IsPublic || isTold || !readsFiles) && !GivesValues(options) };
        }

        return new ToldColumns([.. names.Select(n => told.Contains(n) || byName(n) || Named(identified, n) || (sources.ReadsIdentified && !Named(read, n)) ? Lineage.Mark.Whole : Lineage.Mark.None)], IsWhole: false) { IsOfUnknownOrigin = sources.IsOfUnknownOrigin };
    }

    /// <summary>A plan reads no rows: its words are those of the statement and of the engine.</summary>
    private static bool IsPlan(string sql, Table result) =>
        result.Schema.Select(f => f.Name).SequenceEqual(["explain_key", "explain_value"]) && sql.AsSpan().TrimStart().StartsWith("EXPLAIN", StringComparison.OrdinalIgnoreCase) && !SqlText.Tokens(sql).Any(t => sql[t.Start] == ';');

    /// <summary>Learns what tables and views of the engine's own a statement has made or filled.</summary>
    /// <param name="sql">The statements that ran.</param>
    /// <param name="read">The columns of registered tables that they read.</param>
    /// <param name="options">Their options.</param>
    /// <param name="readsFiles">They read files of unknown origin.</param>
    /// <param name="namesOf">The names of the columns of a table.</param>
    public void Learn(string sql, IReadOnlyList<Field> read, QueryOptions options, bool readsFiles, Func<string, IReadOnlyList<string>> namesOf) =>
        _tables.Learn(sql, (query, names) => Tell(query, names, read, options, readsFiles), Serialize, namesOf);

    /// <summary>Whether a function reads files.</summary>
    public static bool IsReader(string function) => Readers.Contains(function);

    private static bool Identifies(Field field) => field.Identified || IdentifyingColumns.PlacesOf(field) is not null;

    private bool MayIdentify(IReadOnlyList<Field> read, bool readsFiles) => readsFiles || _tables.Identify || read.Any(Identifies);

    /// <summary>A value that is given to a statement is told by what it is.</summary>
    private static bool GivesValues(QueryOptions options) =>
        options.Parameters.Values.Concat(options.Positional).Any(v => v is string text && IdentifyingValues.OfProcess.Knows(text));

    private static bool Named(IEnumerable<Field> fields, string name) => fields.Any(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string[] NamesOf(Table table) => [.. table.Columns.Select(c => c.Name)];

    /// <summary>The tree of the last statement, of which more than one question is asked.</summary>
    private JsonDocument? Serialized(string sql)
    {
        if (_serialized.Sql == sql) { return _serialized.Tree; }
        _serialized.Tree?.Dispose();
        _serialized = (sql, Serialize(sql));
        return _serialized.Tree;
    }

    private JsonDocument? Serialize(string sql)
    {
        try
        {
            var json = (string?)query("SELECT json_serialize_sql($q::VARCHAR, skip_null := true, skip_empty := true)::VARCHAR AS j", new() { ["q"] = sql }).GetValue(0, "j");
            using var whole = JsonDocument.Parse(json ?? "{}", Deep);
            return whole.RootElement.TryGetProperty("statements", out var statements) && statements.GetArrayLength() > 0
                ? JsonDocument.Parse(statements[statements.GetArrayLength() - 1].GetRawText(), Deep)
                : null;
        }
        catch (Exception e) when (e is EngineException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Adds what our own Parquet files say of their columns; true where nothing of the statement is of unknown origin: its files are trusted, or say it.
    /// </summary>
    private bool ToldByFiles(JsonElement statement, HashSet<string> identified)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        var isAll = CollectFiles(statement, files) && files.Count > 0 && !_viewsReadFiles;
        foreach (var file in files.Where(f => !EngineOptions.TrustsFile(f)))
        {
            if (!file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) || EngineOptions.IdentifiesFile(file))
            {
                isAll = false;
                continue;
            }

            if (!file.AsSpan().ContainsAny('*', '?', '['))
            {
                var marks = FileMarks.Of(file);
                isAll &= marks is not null;
                identified.UnionWith(marks ?? []);
                continue;
            }

            try
            {
                // A pattern may begin above a place that identifies.
                var told = query(
                    "SELECT f.file_name AS file, max(decode(m.value)) FILTER (WHERE decode(m.key) = $k) AS told FROM parquet_file_metadata($f::VARCHAR) f LEFT JOIN parquet_kv_metadata($f::VARCHAR) m USING (file_name) GROUP BY ALL",
                    new() { ["k"] = FileMarks.Key, ["f"] = file });
                foreach (var (of, text) in told.Column<string>("file").AsEnumerable().Zip(told.Column<string?>("told").AsEnumerable()))
                {
                    isAll &= text is not null && !EngineOptions.IdentifiesFile(of);
                    identified.UnionWith(text is null ? [] : JsonSerializer.Deserialize<string[]>(text) ?? []);
                }
            }
            catch (Exception e) when (e is EngineException or JsonException)
            {
                isAll = false;
            }
        }

        return isAll;
    }

    /// <summary>The columns of a statement's files that hold fields which identify by their names.</summary>
    private HashSet<string> HoldingIn(JsonElement statement)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        CollectFiles(statement, files);
        return files.Where(f => !EngineOptions.TrustsFile(f)).SelectMany(f => NestedNames.In(f, query)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Collects the files that a statement names; false where it reads one whose name is not written out.</summary>
    private static bool CollectFiles(JsonElement element, HashSet<string> files)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                var all = true;
                foreach (var child in element.EnumerateArray())
                {
                    all &= CollectFiles(child, files);
                }

                return all;
            case JsonValueKind.Object:
                var isNamed = true;
                if (element.TryGetProperty("function_name", out var function) && function.GetString() is { } name && Readers.Contains(name))
                {
                    isNamed = element.TryGetProperty("children", out var children) && children.GetArrayLength() > 0 && Constants(children[0], files);
                }
                else if (element.TryGetProperty("table_name", out var table) && table.GetString() is { } path && path.Contains('.', StringComparison.Ordinal))
                {
                    files.Add(path);
                }

                foreach (var property in element.EnumerateObject())
                {
                    isNamed &= CollectFiles(property.Value, files);
                }

                return isNamed;
            default:
                return true;
        }
    }

    /// <summary>The texts of a constant or of a list of constants; false where there is anything else.</summary>
    private static bool Constants(JsonElement element, HashSet<string> files)
    {
        if (element.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty("value", out var constant))
        {
            return Texts(constant, files);
        }

        if (!element.TryGetProperty("children", out var children))
        {
            return false;
        }

        var all = true;
        foreach (var child in children.EnumerateArray())
        {
            all &= Constants(child, files);
        }

        return all;
    }

    private static bool Texts(JsonElement constant, HashSet<string> files)
    {
        switch (constant.ValueKind)
        {
            case JsonValueKind.String:
                files.Add(constant.GetString()!);
                return true;
            case JsonValueKind.Object when constant.TryGetProperty("children", out var children):
                return children.EnumerateArray().All(c => c.TryGetProperty("value", out var value) && Texts(value, files));
            default:
                return false;
        }
    }
}
