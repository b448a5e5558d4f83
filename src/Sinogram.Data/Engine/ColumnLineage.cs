using System.Text.Json;

namespace Sinogram.Data.Engine;

/// <summary>
/// Which columns of a result are computed from identified ones, told from the engine's own reading of the statement. Where a part of it reads registered
/// tables alone, each name is that of a column of one of them; elsewhere names count without their relation, so that it marks too much rather than too
/// little. A count, a length, a year or a comparison says who nobody is.
/// </summary>
internal sealed class ColumnLineage
{
    private static readonly HashSet<string> Counting = new(StringComparer.OrdinalIgnoreCase)
    {
        "count", "count_star", "approx_count_distinct", "count_if", "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "length", "len", "strlen", "char_length",
        "octet_length", "bit_length", "array_length", "cardinality", "year", "date_part", "datepart", "datediff", "date_diff", "age", "isnan", "contains", "starts_with", "ends_with",
        "regexp_matches", "regexp_full_match", "~~", "!~~", "~~*", "!~~*", "like_escape", "bool_and", "bool_or", "typeof",
    };

    private readonly HashSet<string> _tainted;
    private readonly Func<string, bool> _byName;
    private readonly Func<string, Schema?> _schemaOf;
    private List<(string Alias, Schema Schema)>? _scope;

    private ColumnLineage(IEnumerable<string> sources, Func<string, bool> byName, Func<string, Schema?> schemaOf)
    {
        _schemaOf = schemaOf;
        _tainted = new HashSet<string>(sources, StringComparer.OrdinalIgnoreCase);
        _byName = byName;
    }

    /// <summary>For each column of a result, whether it may hold what its sources identify.</summary>
    /// <param name="statement">The statement as the engine serializes it.</param>
    /// <param name="names">The names of the result's columns, as SQL gives them.</param>
    /// <param name="sources">Names of identified columns that were read.</param>
    /// <param name="byName">Whether a column of a source identifies by its name.</param>
    /// <param name="schemaOf">The columns of a registered table; null for any other.</param>
    /// <returns>Null where the statement cannot be followed.</returns>
    public static bool[]? Follow(JsonElement statement, IReadOnlyList<string> names, IEnumerable<string> sources, Func<string, bool> byName, Func<string, Schema?> schemaOf)
    {
        if (!statement.TryGetProperty("node", out var node))
        {
            return null;
        }

        var lineage = new ColumnLineage(sources, byName, schemaOf);
        for (var before = -1; before != lineage._tainted.Count;)
        {
            before = lineage._tainted.Count;
            lineage.Visit(node);
        }

        var outputs = lineage.Outputs(node);
        return outputs.Count == names.Count && !outputs.Any(o => o.IsStar)
            ? [.. outputs.Select(o => o.IsTainted)]
            : [.. names.Select(n => lineage.IsTainted(n) || Words(n).Any(lineage.IsTainted))];
    }

    private bool IsTainted(string name) => _tainted.Contains(name) || _byName(name);

    /// <summary>Learns which names stand for identified values, everywhere in a tree.</summary>
    private void Visit(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in element.EnumerateArray())
            {
                Visit(child);
            }

            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var outside = _scope;
        _scope = element.TryGetProperty("select_list", out _) ? ScopeOf(element) : _scope;
        LearnAliases(element);
        foreach (var property in element.EnumerateObject())
        {
            Visit(property.Value);
        }

        _scope = outside;
    }

    /// <summary>The registered tables that a query reads; null where it reads anything else.</summary>
    private List<(string Alias, Schema Schema)>? ScopeOf(JsonElement node)
    {
        var relations = new List<(string, Schema)>();
        return node.TryGetProperty("from_table", out var from) && Collect(from) && relations.Count > 0 ? relations : null;

        bool Collect(JsonElement relation)
        {
            switch (Text(relation, "type"))
            {
                case "BASE_TABLE" when Text(relation, "table_name") is { } name && !relation.TryGetProperty("column_name_alias", out _) && _schemaOf(name) is { } schema:
                    relations.Add((Text(relation, "alias") is { Length: > 0 } alias ? alias : name, schema));
                    return true;
                case "JOIN":
                    return Collect(relation.GetProperty("left")) && Collect(relation.GetProperty("right"));
                default:
                    return false;
            }
        }
    }

    /// <summary>Whether a column of the tables in scope identifies; null where none of them has it.</summary>
    private bool? InScope(IReadOnlyList<string> names)
    {
        if (_scope is null || names.Count > 2)
        {
            return null;
        }

        var fields = _scope.Where(r => names.Count == 1 || string.Equals(r.Alias, names[0], StringComparison.OrdinalIgnoreCase))
            .SelectMany(r => r.Schema).Where(f => string.Equals(f.Name, names[^1], StringComparison.OrdinalIgnoreCase)).ToList();
        return fields.Count == 0 ? null : fields.Any(f => f.Identified);
    }

    private void LearnAliases(JsonElement element)
    {
        if (Text(element, "alias") is { Length: > 0 } alias && element.TryGetProperty("class", out _) && IsTainted(element))
        {
            _tainted.Add(alias);
        }

        foreach (var list in (ReadOnlySpan<string>)["replace_list", "rename_list"])
        {
            if (!element.TryGetProperty(list, out var entries) || entries.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var entry in entries.EnumerateArray().Where(e => e.TryGetProperty("value", out var value) && (value.ValueKind == JsonValueKind.String ? AnyName(e) : IsTainted(value))))
            {
                _tainted.Add(entry.GetProperty("value") is { ValueKind: JsonValueKind.String } renamed ? renamed.GetString()! : Text(entry, "key") ?? "");
            }
        }

        // WITH c(x, y) AS (query), (query) AS t(x, y), read_csv(…) AS t(x, y).
        if (element.TryGetProperty("aliases", out var names) && names.ValueKind == JsonValueKind.Array && element.TryGetProperty("query", out var query))
        {
            LearnPositions(names, query);
        }
        else if (element.TryGetProperty("column_name_alias", out names) && names.ValueKind == JsonValueKind.Array)
        {
            LearnPositions(names, element.TryGetProperty("subquery", out query) ? query : default);
        }

        if (Text(element, "type") == "SET_OPERATION_NODE")
        {
            // The second part's columns appear under the first part's names.
            var left = Outputs(element.GetProperty("left"));
            var right = Outputs(element.GetProperty("right"));
            var known = !left.Concat(right).Any(o => o.IsStar);
            for (var i = 0; i < left.Count; i++)
            {
                if (left[i].Name is { } name && (known ? i < right.Count && right[i].IsTainted : right.Any(o => o.IsTainted)))
                {
                    _tainted.Add(name);
                }
            }
        }
    }

    private bool AnyName(JsonElement entry) => entry.TryGetProperty("key", out var key)
        && (key.ValueKind == JsonValueKind.String ? IsTainted(key.GetString()!) : Text(key, "column") is { } column && IsTainted(column));

    private void LearnPositions(JsonElement names, JsonElement query)
    {
        var outputs = query.ValueKind == JsonValueKind.Object && query.TryGetProperty("node", out var node) ? Outputs(node) : null;
        var isKnown = outputs is not null && !outputs.Any(o => o.IsStar);
        var i = 0;
        foreach (var name in names.EnumerateArray())
        {
            if (isKnown ? i < outputs!.Count && outputs[i].IsTainted : _tainted.Count > 0 || _byName("PatientName"))
            {
                _tainted.Add(name.GetString()!);
            }

            i++;
        }
    }

    private List<Output> Outputs(JsonElement node)
    {
        if (Text(node, "type") == "SET_OPERATION_NODE" || Text(node, "type") == "RECURSIVE_CTE_NODE")
        {
            var left = Outputs(node.GetProperty("left"));
            var right = Outputs(node.GetProperty("right"));
            return [.. left.Select((o, i) => o with { IsTainted = o.IsTainted || (i < right.Count && right[i].IsTainted), IsStar = o.IsStar || right.Any(r => r.IsStar) })];
        }

        if (node.TryGetProperty("child", out var child) && Text(node, "type") == "CTE_NODE")
        {
            return Outputs(child);
        }

        if (!node.TryGetProperty("select_list", out var list))
        {
            return [new Output(null, IsTainted: true, IsStar: true)];
        }

        var outside = _scope;
        _scope = ScopeOf(node);
        List<Output> outputs = [.. list.EnumerateArray().Select(e => new Output(NameOf(e), IsTainted(e), Text(e, "class") == "STAR"))];
        _scope = outside;
        return outputs;
    }

    private bool IsTainted(JsonElement expression)
    {
        switch (Text(expression, "class"))
        {
            case "COLUMN_REF":
                var names = expression.GetProperty("column_names").EnumerateArray().Select(n => n.GetString()!).ToList();
                return InScope(names) ?? names.Any(IsTainted);
            case "CONSTANT" or "PARAMETER" or "COMPARISON" or "CONJUNCTION" or "BETWEEN":
                return false;
            case "FUNCTION" or "WINDOW" when Text(expression, "function_name") is { } name && Counting.Contains(name):
                return false;
            case "OPERATOR" when Text(expression, "type") is { } type && (type.Contains("NULL", StringComparison.Ordinal) && type != "OPERATOR_NULLIF"
                || type.EndsWith("NOT", StringComparison.Ordinal) || type.EndsWith("IN", StringComparison.Ordinal)):
                return false;
            case "CASE":
                return (expression.TryGetProperty("else_expr", out var otherwise) && IsTainted(otherwise))
                    || expression.GetProperty("case_checks").EnumerateArray().Any(c => IsTainted(c.GetProperty("then_expr")));
            case "SUBQUERY":
                return Text(expression, "subquery_type") == "SCALAR" && Outputs(expression.GetProperty("subquery").GetProperty("node")).Any(o => o.IsTainted);
            case "STAR":
                return _tainted.Count > 0;
            case null:
                return false;
            default:
                return expression.EnumerateObject().Any(p => p.Name is not ("filter" or "order_bys" or "orders" or "partitions") && AnyIn(p.Value));
        }
    }

    private bool AnyIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => IsTainted(value),
        JsonValueKind.Array => value.EnumerateArray().Any(AnyIn),
        _ => false,
    };

    private static string? NameOf(JsonElement expression) =>
        Text(expression, "alias") is { Length: > 0 } alias ? alias
        : Text(expression, "class") == "COLUMN_REF" ? expression.GetProperty("column_names").EnumerateArray().Last().GetString() : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Words(string name) => name.Split([' ', '(', ')', ',', '"', '.', '[', ']', '\'', ':', '|', '+'], StringSplitOptions.RemoveEmptyEntries);

    private readonly record struct Output(string? Name, bool IsTainted, bool IsStar);
}
