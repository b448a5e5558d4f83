using System.Runtime.CompilerServices;
using System.Text.Json;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>
/// Which columns of a result are computed from identified ones, told from the engine's own reading of the statement: each name is resolved in the scope where
/// it stands, as the engine does. Where columns cannot be known, as those of files, they count by their names. A count, a length, a year or a comparison
/// says who nobody is.
/// </summary>
internal sealed partial class ColumnLineage
{
    private const int MostRounds = 8;

    private readonly LineageSources _sources;
    private readonly Mark _most;
    private bool _isWhole = true;

    private ColumnLineage(LineageSources sources)
    {
        _sources = sources;
        _most = sources.ReadsIdentified || sources.Told.Count > 0 || sources.ByName(IdentifyingNames.OfPatients) ? Mark.Whole : Mark.None;
    }

    /// <summary>For each column of a result, what its sources identify.</summary>
    /// <param name="statement">The statement as the engine serializes it.</param>
    /// <param name="names">The names of the result's columns, as SQL gives them.</param>
    /// <param name="sources">What it reads.</param>
    /// <returns>Null where the statement cannot be followed.</returns>
    public static ToldColumns? Follow(JsonElement statement, IReadOnlyList<string> names, LineageSources sources)
    {
        if (statement.Part("node") is not { } node)
        {
            return null;
        }

        try
        {
            var lineage = new ColumnLineage(sources);
            var marks = lineage.Aligned(lineage.Outputs(node, null, Tables.None), names);
            return new ToldColumns(marks, lineage._isWhole);
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    /// <summary>
    /// The columns by their places; between columns that are not known, and where the places do not fit, by their names.
    /// </summary>
    private Mark[] Aligned(List<Output> outputs, IReadOnlyList<string> names)
    {
        var first = outputs.FindIndex(o => o.Rest is not null);
        var (before, after) = first < 0 && outputs.Count == names.Count ? (names.Count, 0)
            : first < 0 || outputs.Count - 1 > names.Count ? (0, 0)
            : (first, outputs.Count - 1 - outputs.FindLastIndex(o => o.Rest is not null));
        var between = outputs[before..(outputs.Count - after)];
        return [.. names.Select((n, i) =>
            i < before ? outputs[i].Mark : i >= names.Count - after ? outputs[outputs.Count - (names.Count - i)].Mark : Called(between, n))];
    }

    /// <summary>What a column is by its name.</summary>
    private Mark Called(List<Output> outputs, string name)
    {
        var marks = outputs.Where(o => o.IsCalled(name) || (Output.Unnumbered(name) is { } plain && o.IsCalled(plain))).Select(o => o.Mark)
            .Concat(outputs.Where(o => o.Rest is not null).Select(o => o.Rest!(name))).ToList();
        var unnamed = outputs.Where(o => o is { Name: null, Rest: null } || (o.Rest is null && o.Mark.Fields is not null)).Select(o => o.Mark.Flat());
        return marks.Count > 0 ? marks.Concat(unnamed).Aggregate(Mark.Either) : Mark.Any(outputs.Select(o => o.AtMost));
    }

    /// <summary>The columns of a query.</summary>
    private List<Output> Outputs(JsonElement node, Scope? outer, Tables tables)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        tables = WithCommonTables(node, outer, tables);
        switch (node.Text("type"))
        {
            case "SET_OPERATION_NODE":
                return Combined(node.Text("setop_type"), Parts(node).Select(p => Outputs(p, outer, tables)).ToList());
            case "RECURSIVE_CTE_NODE":
                return Recursive(node, outer, tables);
            case "CTE_NODE" when node.Part("child") is { } child:
                return Outputs(child, outer, node.Part("query")?.Part("node") is { } query && node.Name("ctename") is { } name
                    ? tables.With(name, Renamed(Outputs(query, outer, tables), node.Parts("aliases"))) : tables);
            case "SELECT_NODE":
                return Selected(node, outer, tables);
            default:
                return [Unknown()];
        }

        static IEnumerable<JsonElement> Parts(JsonElement node) =>
            node.Part("left") is { } left && node.Part("right") is { } right ? [left, right] : node.Parts("children");
    }

    private List<Output> Selected(JsonElement node, Scope? outer, Tables tables)
    {
        var scope = new Scope(outer);
        scope.Star = node.Part("from_table") is { } from ? From(from, scope, tables) : [];
        var outputs = new List<Output>();
        foreach (var expression in node.Parts("select_list"))
        {
            var columns = Expanded(expression, scope, tables).ToList();
            if (columns is [{ Rest: null, Name: { } alias } only] && expression.Name("alias") is not null)
            {
                scope.AddAlias(alias, only.Mark);
            }

            outputs.AddRange(columns);
        }

        return outputs;
    }

    private Tables WithCommonTables(JsonElement node, Scope? outer, Tables tables)
    {
        foreach (var entry in node.Part("cte_map")?.Parts("map") ?? [])
        {
            if (entry.Text("key") is { } name && entry.Part("value") is { } value && value.Part("query")?.Part("node") is { } query)
            {
                tables = tables.With(name, Renamed(Outputs(query, outer, tables), value.Parts("aliases")));
            }
        }

        return tables;
    }

    /// <summary>A query that reads itself: until a round marks nothing more.</summary>
    private List<Output> Recursive(JsonElement node, Scope? outer, Tables tables)
    {
        if (node.Part("left") is not { } left || node.Part("right") is not { } right)
        {
            return [Unknown()];
        }

        var outputs = Renamed(Outputs(left, outer, tables), node.Parts("aliases"));
        for (var round = 0; round < MostRounds; round++)
        {
            var more = Combined("UNION", [outputs, Outputs(right, outer, tables.With(node.Text("cte_name") ?? "", outputs))]);
            var isEnough = more.Count(o => o.AtMost.Identifies) == outputs.Count(o => o.AtMost.Identifies);
            outputs = more;
            if (isEnough)
            {
                break;
            }
        }

        return outputs;
    }

    /// <summary>The columns of a set operation, under the names of its first query.</summary>
    private static List<Output> Combined(string? operation, List<List<Output>> queries)
    {
        var outputs = queries[0];
        foreach (var next in operation is "EXCEPT" ? [] : queries.Skip(1))
        {
            if (operation == "UNION_BY_NAME" && !outputs.Concat(next).Any(o => o.Rest is not null))
            {
                outputs = [.. outputs.Select(o => next.Find(n => o.Name is { } name && n.IsCalled(name)) is { } same ? o with { Mark = Mark.Either(o.Mark, same.Mark) } : o),
                    .. next.Where(n => n.Name is null || !outputs.Exists(o => o.IsCalled(n.Name)))];
                continue;
            }

            var isKnown = !outputs.Concat(next).Any(o => o.Rest is not null);
            var most = Mark.Any(next.Select(o => o.AtMost));
            outputs = [.. outputs.Select((o, i) =>
                o.Rest is { } rest ? Output.Unknown(n => Mark.Either(rest(n), most), Mark.Either(o.Most, most))
                : o with { Mark = Mark.Either(o.Mark, isKnown && i < next.Count ? next[i].Mark : isKnown ? Mark.None : most) })];
            outputs.AddRange(operation == "UNION_BY_NAME" ? next : []);
        }

        return outputs;
    }

    private Output Unknown()
    {
        _isWhole = false;
        return Output.Unknown(_ => _most, _most);
    }

    /// <summary>Gives the first columns other names: <c>AS t(x, y)</c>.</summary>
    private static List<Output> Renamed(List<Output> columns, IEnumerable<JsonElement> names)
    {
        var renamed = new List<Output>();
        var at = 0;
        foreach (var name in names.Select(n => n.GetString()))
        {
            if (at < columns.Count && columns[at].Rest is null)
            {
                renamed.Add(columns[at++] with { Name = name });
            }
            else
            {
                // Which of the columns that are not known it is cannot be told.
                renamed.Add(new Output(name, Mark.Any(columns.Skip(at).Select(c => c.AtMost))));
            }
        }

        return [.. renamed, .. columns.Skip(at)];
    }

    /// <summary>The common tables in scope.</summary>
    private sealed record Tables(string Name, List<Output> Columns, Tables? Before)
    {
        public static Tables None { get; } = new("", [], null);

        public Tables With(string name, List<Output> columns) => new(name, columns, this);

        public List<Output>? Find(string name)
        {
            for (var tables = this; tables.Before is not null; tables = tables.Before)
            {
                if (string.Equals(tables.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return tables.Columns;
                }
            }

            return null;
        }
    }
}
