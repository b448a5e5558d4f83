using System.Text.Json;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine;

/// <summary>Marks the columns of results that identify: computed from marked columns of registered tables, or from files of unknown origin by their names.</summary>
/// <param name="query">Runs a statement of ours.</param>
/// <param name="schemaOf">The columns of a registered table; null for any other.</param>
internal sealed class ResultMarks(Func<string, Dictionary<string, object?>, Table> query, Func<string, Schema?> schemaOf)
{
    private static readonly string[] FileSigns = ["read_parquet", "read_csv", "read_json", "read_text", "read_blob", "parquet_scan", "read_ndjson", ".parquet", ".csv", ".json", ".tsv"];

    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "read_parquet", "parquet_scan", "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto", "read_json_objects", "read_text", "read_blob",
    };

    private bool _viewsReadFiles;
    private (string? Sql, JsonDocument? Tree) _serialized;

    /// <summary>Whether SQL reads files, by itself or by a view made before.</summary>
    public bool ReadsFiles(string sql, bool makesViews)
    {
        var reads = FileSigns.Any(s => sql.Contains(s, StringComparison.OrdinalIgnoreCase));
        _viewsReadFiles |= reads && makesViews;
        return reads || _viewsReadFiles;
    }

    /// <summary>The result with its identifying columns marked.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="result">Its result.</param>
    /// <param name="read">The columns of registered tables that it read.</param>
    /// <param name="readsFiles">It reads files of unknown origin.</param>
    public Table Mark(string sql, Table result, IReadOnlyList<Field> read, bool readsFiles)
    {
        var identified = read.Where(f => f.Identified).Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (result.ColumnCount == 0 || (identified.Count == 0 && !readsFiles))
        {
            return result;
        }

        var document = Serialized(sql);
        var isTold = readsFiles && document is not null && ToldByFiles(document.RootElement, identified);
        Func<string, bool> byName = readsFiles && !isTold ? IdentifyingNames.Contains : _ => false;
        var names = result.Columns.Select(c => c.Name).ToArray();
        var marks = document is { } tree ? ColumnLineage.Follow(tree.RootElement, names, identified, byName, schemaOf) : null;
        marks ??= [.. names.Select(n => identified.Contains(n) || byName(n) || (identified.Count > 0 && !read.Any(f => string.Equals(f.Name, n, StringComparison.OrdinalIgnoreCase))))];
        var attributes = read.Where(f => f.Identified).ToLookup(f => f.Name, IdentifyingColumns.AttributeOf, StringComparer.OrdinalIgnoreCase);
        var i = 0;
        return result.With(c => marks[i++] && IdentifyingNames.CanIdentify(c.Type)
            ? c.WithField((attributes[c.Name].FirstOrDefault() is { } attribute && attribute != c.Name ? c.Field.WithMetadata(IdentifyingColumns.AttributeKey, attribute) : c.Field) with { Identified = true })
            : c);
    }

    /// <summary>
    /// Whether all that a statement reads is registered tables and files, so that its marks are its columns' whole story. What a table or view of the
    /// engine's own has taken in, or a value that was given to it, is told by what it holds.
    /// </summary>
    public bool Follows(string sql, QueryOptions options)
    {
        if (options.Parameters.Values.Concat(options.Positional).Any(v => v is string text && IdentifyingValues.OfProcess.Knows(text)))
        {
            return false;
        }

        var document = Serialized(sql);
        return document is not null && Reads(document.RootElement, CommonTables(document.RootElement));
    }

    private bool Reads(JsonElement element, HashSet<string> common) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().All(e => Reads(e, common)),
        JsonValueKind.Object => (!element.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "BASE_TABLE"
                || !element.TryGetProperty("table_name", out var table) || table.GetString() is not { } name || common.Contains(name) || name.Contains('.', StringComparison.Ordinal) || schemaOf(name) is not null)
            && element.EnumerateObject().All(p => Reads(p.Value, common)),
        _ => true,
    };

    private static HashSet<string> CommonTables(JsonElement element)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(element);
        return names;

        void Collect(JsonElement part)
        {
            if (part.ValueKind == JsonValueKind.Array)
            {
                foreach (var child in part.EnumerateArray())
                {
                    Collect(child);
                }
            }
            else if (part.ValueKind == JsonValueKind.Object)
            {
                if (part.TryGetProperty("cte_map", out var ctes) && ctes.ValueKind == JsonValueKind.Object && ctes.TryGetProperty("map", out var map) && map.ValueKind == JsonValueKind.Array)
                {
                    names.UnionWith(map.EnumerateArray().Select(e => e.TryGetProperty("key", out var key) ? key.GetString() ?? "" : ""));
                }

                foreach (var property in part.EnumerateObject())
                {
                    Collect(property.Value);
                }
            }
        }
    }

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
            using var whole = JsonDocument.Parse(json ?? "{}");
            return whole.RootElement.TryGetProperty("statements", out var statements) && statements.GetArrayLength() > 0
                ? JsonDocument.Parse(statements[statements.GetArrayLength() - 1].GetRawText())
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
            if (!file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
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
                var told = query(
                    "SELECT f.file_name, max(decode(m.value)) FILTER (WHERE decode(m.key) = $k) AS told FROM parquet_file_metadata($f::VARCHAR) f LEFT JOIN parquet_kv_metadata($f::VARCHAR) m USING (file_name) GROUP BY ALL",
                    new() { ["k"] = FileMarks.Key, ["f"] = file });
                foreach (var text in told.Column<string?>("told"))
                {
                    isAll &= text is not null;
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
