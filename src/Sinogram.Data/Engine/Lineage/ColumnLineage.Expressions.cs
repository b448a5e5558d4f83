using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sinogram.Data.Engine.Lineage;

/// <content>What expressions make of what they are computed from.</content>
internal sealed partial class ColumnLineage
{
    private static readonly HashSet<string> Counting = Names(
        "count count_star approx_count_distinct count_if row_number rank dense_rank percent_rank cume_dist ntile length len strlen char_length octet_length bit_length array_length cardinality "
        + "year decade century isnan contains starts_with ends_with prefix suffix regexp_matches regexp_full_match ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape bool_and bool_or typeof "
        + "list_contains array_contains list_has array_has list_position grouping strpos instr position levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity jaro_winkler_similarity");

    /// <summary>Days as a number.</summary>
    private static readonly HashSet<string> Instants = Names("epoch epoch_ms epoch_us epoch_ns julian date_part datepart");

    /// <summary>Parts and differences of dates that say too little to know a day.</summary>
    private static readonly HashSet<string> CoarseParts = Names("year years yr decade century millennium isoyear quarter era");

    private static readonly HashSet<string> PartsOfDates = Names("date_part datepart date_diff datediff date_sub datesub date_trunc datetrunc");

    /// <summary>Give one of the values of their first argument.</summary>
    private static readonly HashSet<string> Choosing = Names(
        "min max first last any_value arbitrary mode arg_max arg_min argmax argmin max_by min_by first_value last_value nth_value lag lead list_filter filter array_filter list_sort array_sort "
        + "list_reverse_sort array_reverse_sort list_distinct array_distinct list_reverse array_reverse list_slice array_slice list_resize array_resize list_unique struct_insert "
        + "nullif list_select array_select array_pop_back array_pop_front median quantile_disc quantile_cont");

    private static readonly HashSet<string> Extracting = Names("list_extract array_extract list_element element_at struct_extract struct_extract_at list_first list_last unnest unlist list_min list_max list_any_value");

    private static readonly HashSet<string> Transforming = Names("list_transform array_transform list_apply array_apply apply");

    private static readonly HashSet<string> Listing = Names("list_value list_pack array_value list array_agg group_concat_list");

    private static readonly HashSet<string> OneOf = Names("coalesce ifnull greatest least list_concat array_concat list_cat array_cat list_append array_append array_push_back list_intersect");

    /// <summary>Names without a parenthesis that the engine takes as calls.</summary>
    private static readonly HashSet<string> Constants = Names(
        "current_date current_time current_timestamp localtime localtimestamp current_user current_role session_user user current_schema current_catalog rowid filename file_row_number ordinality");

    /// <summary>What <c>COLUMNS(…)</c> stands for, while an expression is read once for each column.</summary>
    private Mark? _column;

    private Mark MarkOf(JsonElement expression, Scope scope, Tables tables)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression.Class())
        {
            case "COLUMN_REF":
                var names = expression.Parts("column_names").Select(n => n.GetString()!).ToList();
                return scope.Find(names) ?? (names.Count == 1 && Constants.Contains(names[0]) ? Mark.None : _most);
            case "CONSTANT" or "PARAMETER" or "COMPARISON" or "CONJUNCTION" or "BETWEEN" or "DEFAULT" or "TYPE" or null:
                return Mark.None;
            case "FUNCTION" or "WINDOW":
                return OfFunction(expression, scope, tables);
            case "OPERATOR":
                return OfOperator(expression, scope, tables);
            case "CAST" when expression.Part("child") is { } child:
                var cast = MarkOf(child, scope, tables);
                return expression.Part("cast_type")?.Text("id") is "STRUCT" or "LIST" or "MAP" ? cast : cast.Flat();
            case "CASE":
                return expression.Parts("case_checks").Select(c => c.Part("then_expr")).Append(expression.Part("else_expr")).OfType<JsonElement>()
                    .Select(e => MarkOf(e, scope, tables)).Aggregate(Mark.None, Mark.Either);
            case "SUBQUERY":
                return expression.Text("subquery_type") == "SCALAR" && expression.Part("subquery")?.Part("node") is { } query && Outputs(query, scope, tables) is { Count: > 0 } outputs
                    ? outputs[0].AtMost : Mark.None;
            case "STAR":
                return _column is not null && expression.Has("columns") ? _column
                    : Starred(expression, scope, tables) is var all && all.Exists(o => o.Rest is not null) ? Mark.Any(all.Select(o => o.AtMost)) : Mark.Struct(all.Select(o => (o.Name ?? "", o.Mark)));
            case "POSITIONAL_REFERENCE":
                return expression.Part("index") is { ValueKind: JsonValueKind.Number } index && index.TryGetInt32(out var at) && at >= 1 && at <= scope.Star.Count && scope.Star.TrueForAll(o => o.Rest is null)
                    ? scope.Star[at - 1].Mark : Mark.Any(scope.Star.Select(o => o.AtMost));
            case "LAMBDA" when expression.Part("expr") is { } body:
                return MarkOf(body, scope, tables);
            default:
                return Mark.Any(expression.EnumerateObject().Where(p => p.Name is not ("filter" or "order_bys" or "orders" or "partitions")).SelectMany(p => Inner(p.Value)).Select(e => MarkOf(e, scope, tables)));
        }

        static IEnumerable<JsonElement> Inner(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => [value],
            JsonValueKind.Array => value.EnumerateArray().SelectMany(Inner),
            _ => [],
        };
    }

    private Mark OfFunction(JsonElement function, Scope scope, Tables tables)
    {
        var name = function.Text("function_name") ?? "";
        var arguments = function.Parts("children").ToList();
        if (Counting.Contains(name) || (PartsOfDates.Contains(name) && arguments is [var part, ..] && part.Constant() is { } unit && CoarseParts.Contains(unit)))
        {
            return Mark.None;
        }

        if (Transforming.Contains(name) && arguments is [var list, var lambda, ..] && lambda.Class() == "LAMBDA")
        {
            return Mark.List(OfLambda(lambda, MarkOf(list, scope, tables).OfElement(), scope, tables));
        }

        var marks = arguments.Select(a => MarkOf(a, scope, tables)).ToList();
        var otherwise = function.Part("default_expr") is { } e ? MarkOf(e, scope, tables) : Mark.None;
        if (marks.Count == 0)
        {
            return otherwise;
        }

        if (string.Equals(name, "getvariable", StringComparison.OrdinalIgnoreCase))
        {
            return arguments[0].Constant() is { } variable ? _sources.Variable(variable) : _most;
        }

        var given = Instants.Contains(name) ? Mark.Any(marks).Instant()
            : string.Equals(name, "struct_pack", StringComparison.OrdinalIgnoreCase) ? Mark.Struct(arguments.Select((a, i) => (NameOf(a) ?? "", marks[i])))
            : string.Equals(name, "struct_insert", StringComparison.OrdinalIgnoreCase) && marks[0].Fields is { } fields ? Mark.Struct([.. fields, .. arguments.Skip(1).Select((a, i) => (NameOf(a) ?? "", marks[i + 1]))])
            : string.Equals(name, "struct_insert", StringComparison.OrdinalIgnoreCase) ? Mark.Any(marks)
            : string.Equals(name, "if", StringComparison.OrdinalIgnoreCase) ? marks.Skip(1).Aggregate(Mark.None, Mark.Either)
            : string.Equals(name, "flatten", StringComparison.OrdinalIgnoreCase) ? marks[0].OfElement()
            : Choosing.Contains(name) ? marks[0]
            : Extracting.Contains(name) ? Extracted(marks[0], arguments)
            : Listing.Contains(name) ? Mark.List(marks.Aggregate(Mark.Either))
            : OneOf.Contains(name) ? marks.Aggregate(Mark.Either)
            : Mark.Any(marks);
        return Mark.Either(given, otherwise);
    }

    private Mark OfLambda(JsonElement lambda, Mark element, Scope scope, Tables tables)
    {
        if (lambda.Part("expr") is not { } body || lambda.Part("lhs") is not { } left)
        {
            return element.Flat();
        }

        // One parameter, or the element and its place.
        var parameters = left.Class() == "COLUMN_REF" ? [left] : left.Parts("children").ToList();
        var inner = scope;
        for (var i = parameters.Count - 1; i >= 0; i--)
        {
            if (parameters[i].Parts("column_names").LastOrDefault() is { ValueKind: JsonValueKind.String } name)
            {
                inner = inner.With(name.GetString()!, i == 0 ? element : Mark.None);
            }
        }

        return MarkOf(body, inner, tables);
    }

    private Mark OfOperator(JsonElement expression, Scope scope, Tables tables)
    {
        var type = expression.Text("type") ?? "";
        var arguments = expression.Parts("children").ToList();
        return type switch
        {
            "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "OPERATOR_NOT" or "COMPARE_IN" or "COMPARE_NOT_IN" or "GROUPING_FUNCTION" => Mark.None,
            "OPERATOR_NULLIF" when arguments.Count > 0 => MarkOf(arguments[0], scope, tables),
            "OPERATOR_COALESCE" => arguments.Select(a => MarkOf(a, scope, tables)).Aggregate(Mark.None, Mark.Either),
            "STRUCT_EXTRACT" or "ARRAY_EXTRACT" when arguments.Count > 0 => Extracted(MarkOf(arguments[0], scope, tables), arguments),
            "ARRAY_SLICE" when arguments.Count > 0 => MarkOf(arguments[0], scope, tables),
            "ARRAY_CONSTRUCTOR" => Mark.List(arguments.Select(a => MarkOf(a, scope, tables)).Aggregate(Mark.None, Mark.Either)),
            _ => Mark.Any(arguments.Select(a => MarkOf(a, scope, tables))),
        };
    }

    /// <summary>A field by its name, an element by its place.</summary>
    private static Mark Extracted(Mark from, List<JsonElement> arguments) =>
        from.Places is not null && arguments.Count > 1 && arguments[1].Number() is { } place ? from.At(place)
        : from.Element is not null || (from.ByName is not null && (arguments.Count < 2 || arguments[1].Constant() is null)) ? from.OfElement() : arguments.Count > 1 && arguments[1].Constant() is { } field ? from.Field(field) : from.Fields is not null && arguments.Count == 1 ? from : from.Flat();

    private static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);
}
