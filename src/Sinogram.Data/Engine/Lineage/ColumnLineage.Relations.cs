using System.Text.Json;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine.Lineage;

/// <content>What a query reads from: tables, queries, files, functions, joins, pivots.</content>
internal sealed partial class ColumnLineage
{
    /// <summary>Statistics of <c>SUMMARIZE</c> that are values of a column.</summary>
    private static readonly HashSet<string> ShownStatistics = new(StringComparer.OrdinalIgnoreCase) { "min", "max", "avg", "q25", "q50", "q75" };

    private static readonly HashSet<string> Generating = new(StringComparer.OrdinalIgnoreCase)
    {
        "range", "generate_series", "repeat", "repeat_row", "unnest", "parquet_metadata", "parquet_schema", "parquet_file_metadata", "sniff_csv",
    };

    /// <summary>Adds what a query reads from to its scope; gives the columns as <c>*</c> shows them.</summary>
    private List<Output> From(JsonElement from, Scope scope, Tables tables)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (from.Text("type") == "JOIN")
        {
            return Joined(from, scope, tables);
        }

        var columns = from.Text("type") switch
        {
            "BASE_TABLE" => TableColumns(from, tables),
            "SUBQUERY" when from.Part("subquery")?.Part("node") is { } query => Outputs(query, scope, tables),
            "TABLE_FUNCTION" => FunctionColumns(from, scope, tables),
            "EXPRESSION_LIST" => Values(from, scope, tables),
            "PIVOT" => Pivoted(from, scope, tables),
            "SHOW_REF" => Described(from, scope, tables),
            "EMPTY" => [],
            _ => [Unknown()],
        };
        var alias = from.Name("alias") ?? from.Name("table_name") ?? from.Part("function")?.Name("function_name") ?? "";
        columns = [.. Renamed(columns, from.Parts("column_name_alias")).Select(c => c with { Relation = alias })];
        scope.Add(alias, columns);
        return columns;
    }

    private List<Output> Joined(JsonElement join, Scope scope, Tables tables)
    {
        if (join.Part("left") is not { } leftNode || join.Part("right") is not { } rightNode)
        {
            return [Unknown()];
        }

        var left = From(leftNode, scope, tables);
        var count = scope.Count;
        var right = From(rightNode, scope, tables);
        var common = join.Parts("using_columns").Select(c => c.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (join.Text("ref_type") == "NATURAL")
        {
            common.UnionWith(left.Select(c => c.Name).OfType<string>().Where(n => right.Exists(r => r.IsCalled(n))));
        }

        var merged = left.Select(c => c.Name is { } name && common.Contains(name) && right.Find(r => r.IsCalled(name)) is { } same
            ? c with { Mark = Mark.Either(c.Mark, same.Mark) } : c).ToList();
        if (join.Text("join_type") is "SEMI" or "ANTI")
        {
            scope.Shrink(count);
            return merged;
        }

        return [.. merged, .. right.Where(c => c.Name is null || !common.Contains(c.Name) || !left.Exists(l => l.IsCalled(c.Name)))];
    }

    private List<Output> TableColumns(JsonElement table, Tables tables)
    {
        var name = table.Text("table_name") ?? "";
        if (table.Name("schema_name") is null && tables.Find(name) is { } common)
        {
            return common;
        }

        if (_sources.SchemaOf(name) is { } schema)
        {
            return [.. schema.Select(f => new Output(f.Name, Mark.Of(f, IdentifyingColumns.AttributeOf(f))))];
        }

        if (_sources.OwnTable(name) is { } own)
        {
            _isWhole &= own.IsWhole;
            return own.View is not { } view ? [.. own.Columns] : [.. Outputs(view, null, Tables.None).Select((c, i) => i < own.Columns.Count && c.Rest is null ? c with { Name = own.Columns[i].Name } : c)];
        }

        // A file's name, or a table that came in a way that was not followed.
        _isWhole &= name.Contains('.', StringComparison.Ordinal);
        return [Output.Unknown(ByName, _most)];
    }

    private Mark ByName(string name) =>
        _sources.Told.Contains(name) || _sources.ByName(name) ? Mark.Whole : _sources.IsOfUnknownOrigin ? Mark.OfFile(_sources.Holding.Contains(name), _sources.ByName) : Mark.None;

    private List<Output> FunctionColumns(JsonElement from, Scope scope, Tables tables)
    {
        if (from.Part("function") is not { } function || function.Text("function_name") is not { } name)
        {
            return [Unknown()];
        }

        if (ResultMarks.IsReader(name))
        {
            return [Output.Unknown(ByName, _most)];
        }

        var arguments = function.Parts("children").Select(c => MarkOf(c, scope, tables)).ToList();
        var any = Mark.Any(arguments);
        if (string.Equals(name, "unnest", StringComparison.OrdinalIgnoreCase))
        {
            return [.. arguments.Select(a => new Output("unnest", a.OfElement()))];
        }

        return Generating.Contains(name) ? [Output.Unknown(_ => any, any)] : [Unknown()];
    }

    private List<Output> Values(JsonElement from, Scope scope, Tables tables)
    {
        var rows = from.Parts("values").Select(r => r.EnumerateArray().Select(e => MarkOf(e, scope, tables)).ToList()).ToList();
        return rows.Count == 0 ? [] : [.. rows[0].Select((_, i) => new Output(FormattableString.Invariant($"col{i}"), rows.Where(r => i < r.Count).Select(r => r[i]).Aggregate(Mark.Either)))];
    }

    /// <summary>Columns that stay by their names; those that the values make, by what they are made of.</summary>
    private List<Output> Pivoted(JsonElement from, Scope scope, Tables tables)
    {
        var inner = new Scope(scope);
        var source = from.Part("source") is { } node ? From(node, inner, tables) : [Unknown()];
        inner.Star = source;
        var made = from.Parts("aggregates").Select(a => MarkOf(a, inner, tables)).ToList();
        if (made.Count == 0)
        {
            // Columns become rows: those that the list names, or any that it may mean.
            var named = from.Parts("pivots").SelectMany(p => p.Parts("entries")).SelectMany(e => e.Parts("values")).Select(v => v.Text("value")).ToList();
            made.AddRange(named.Count > 0 && named.TrueForAll(n => n is not null && source.Exists(s => s.IsCalled(n)))
                ? source.Where(s => named.Exists(s.IsCalled!)).Select(s => s.Mark) : source.Select(s => s.AtMost));
        }

        var most = Mark.Any(made);
        return [Output.Unknown(n => source.Find(s => s.IsCalled(n)) is { } kept ? kept.Mark : Mark.Either(most, Mark.Any(source.Where(s => s.Rest is not null).Select(s => s.Rest!(n)))), Mark.Any([most, .. source.Select(s => s.AtMost)]))];
    }

    private List<Output> Described(JsonElement from, Scope scope, Tables tables)
    {
        if (from.Text("show_type") != "SUMMARY" || from.Part("query") is not { } query)
        {
            return [Output.Unknown(_ => Mark.None, Mark.None)];
        }

        var shown = Mark.Any(Outputs(query, scope, tables).Select(o => o.AtMost));
        return [Output.Unknown(n => ShownStatistics.Contains(n) ? shown : Mark.None, shown)];
    }
}
