using System.Globalization;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Completion;

/// <summary>The tables that a text which may be half written names: those of storages, those of WITH, and queries in parentheses that have a name.</summary>
/// <param name="Called">The name that the query calls it by.</param>
/// <param name="Name">The table's own name; empty for a query.</param>
/// <param name="Query">The query that gives its rows, or null.</param>
/// <param name="Renamed">The names that WITH gives the query's columns, or null.</param>
internal sealed record QuerySource(string Called, List<SqlName> Name, QueryText? Query = null, IReadOnlyList<string>? Renamed = null)
{
    /// <summary>The columns, or the fields within one of them.</summary>
    public IEnumerable<(string Name, string? Type)> Fields(INameSource names, IReadOnlyList<string> path)
    {
        if (Query is null) { return path.Count == 0 ? names.Columns(Name) : names.Fields(Name, path); }
        var columns = Query.Columns(names).Select((c, i) => Renamed is not null && i < Renamed.Count ? c with { Name = Renamed[i] } : c);
        if (path.Count == 0) { return columns.Select(c => (c.Name, c.Type)); }
        return columns.FirstOrDefault(c => string.Equals(c.Name, path[0], StringComparison.OrdinalIgnoreCase)) is { Path: { } own } ? Query.Fields(names, [.. own, .. path.Skip(1)]) : [];
    }
}

/// <summary>A column of a query: its name, its type where it is known, and the path of the column that it is, where it is one.</summary>
internal sealed record QueryColumn(string Name, string? Type, IReadOnlyList<string>? Path);

/// <summary>The tokens of a query, of which the end may be missing.</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="outer">What WITH around it names.</param>
/// <param name="depth">How many queries it stands in.</param>
internal sealed class QueryText(List<SqlToken> tokens, IReadOnlyList<QuerySource> outer, int depth = 0)
{
    private const int Deepest = 16;
    private List<QuerySource>? _named;
    private List<QuerySource>? _sources;
    private List<QuerySource>? _read;
    private List<QueryColumn>? _columns;

    /// <summary>What WITH names, the nearest first.</summary>
    public IReadOnlyList<QuerySource> Named
    {
        get
        {
            if (_named is not null) { return _named; }
            _named = [.. outer];
            for (var i = 0; i < tokens.Count; i++)
            {
                if (!IsName(tokens[i]) || i == 0 || !(tokens[i - 1].Is("WITH") || tokens[i - 1].Is(",") || tokens[i - 1].Is("RECURSIVE"))) { continue; }
                var (at, renamed) = (i + 1, (List<string>?)null);
                if (At(at, "("))
                {
                    var close = Close(at);
                    renamed = [.. tokens[(at + 1)..close].Where(IsName).Select(t => t.Value)];
                    at = close + 1;
                }
                if (At(at, "AS") && At(at + 1, "(")) { _named.Insert(0, new QuerySource(tokens[i].Value, [], Within(at + 1, [.. _named]), renamed)); }
            }
            return _named;
        }
    }

    /// <summary>The tables of the query and of those in it; what WITH names is one under its own name, as it will be read.</summary>
    public IReadOnlyList<QuerySource> Sources => _sources ??= [.. Read, .. Named];

    private IReadOnlyList<QuerySource> Read => _read ??= [.. FindRead()];

    /// <summary>The fields at a path: of the table that it begins with, or within a column of one of the tables; of no path all columns.</summary>
    public IEnumerable<(string Name, string? Type)> Fields(INameSource names, IReadOnlyList<string> path)
    {
        var called = path.Count == 0 ? [] : Sources.Where(t => Same(t.Called, path[0])).Take(1).ToList();
        return called.Count > 0 ? called[0].Fields(names, [.. path.Skip(1)]) : Sources.SelectMany(t => t.Fields(names, path));
    }

    /// <summary>The columns that the query gives.</summary>
    public IReadOnlyList<QueryColumn> Columns(INameSource names) => _columns ??= [.. FindColumns(names)];

    private IEnumerable<QueryColumn> FindColumns(INameSource names)
    {
        if (depth > Deepest) { yield break; }
        var at = 0;
        while (at < tokens.Count && !tokens[at].Is("SELECT")) { at = tokens[at].Is("(") ? Close(at) + 1 : at + 1; }
        if (At(++at, "DISTINCT") || At(at, "ALL")) { at++; }
        for (var number = 0; at < tokens.Count && !tokens[at - 1].Is("FROM"); number++)
        {
            var from = at;
            while (at < tokens.Count && !tokens[at].Is(",") && !tokens[at].Is("FROM") && !tokens[at].Is("UNION")) { at = tokens[at].Is("(") ? Close(at) + 1 : at + 1; }
            at = Math.Min(at, tokens.Count);
            var item = tokens[from..at];
            if (item.Count > 0 && item[^1].Is("*") && (item.Count == 1 || item[^2].Is(".")))
            {
                var path = DrillCompletion.Path(item[..^1]);
                // Of the tables of this query itself: those of WITH are read only where FROM says so.
                var all = path.Count > 0 ? Sources.Where(s => Same(s.Called, path[0])).Take(1) : Read;
                foreach (var (name, type) in all.SelectMany(s => s.Fields(names, []))) { yield return new QueryColumn(name, type, [name]); }
            }
            else if (item.Count > 0) { yield return Column(names, item, number); }
            if (at < tokens.Count && !tokens[at].Is(",")) { yield break; }
            at++;
        }
    }

    private QueryColumn Column(INameSource names, List<SqlToken> item, int number)
    {
        var isNamed = item.Count > 1 && IsName(item[^1]) && (item[^2].Is("AS") || item[^2].Is(")") || item[^2].Is("]") || item[^2].Is("END") || item[^2].Kind != SqlTokenKind.Symbol && (item[^2].Kind != SqlTokenKind.Word || !SqlWords.IsReserved(item[^2].Value)));
        var value = isNamed ? item[..^(item[^2].Is("AS") ? 2 : 1)] : item;
        // A path is its names with points between them, and nothing else.
        var isPath = value.Count % 2 == 1 && value.Select((t, i) => i % 2 == 0 ? IsName(t) : t.Is(".")).All(b => b);
        var path = isPath ? value.Where((_, i) => i % 2 == 0).Select(t => t.Value).ToList() : null;
        var name = isNamed ? item[^1].Value : path is not null ? path[^1] : "EXPR$" + number.ToString(CultureInfo.InvariantCulture);
        return new QueryColumn(name, path is null ? null : Fields(names, path[..^1]).FirstOrDefault(f => Same(f.Name, path[^1])).Type, path);
    }

    private IEnumerable<QuerySource> FindRead()
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (At(i, "(") && (At(i + 1, "SELECT") || At(i + 1, "WITH")))
            {
                var close = Close(i);
                var alias = At(close + 1, "AS") ? close + 2 : close + 1;
                if (alias < tokens.Count && IsName(tokens[alias])) { yield return new QuerySource(tokens[alias].Value, [], Within(i, Named)); }
            }
            if (!tokens[i].Is("FROM") && !tokens[i].Is("JOIN")) { continue; }
            var (name, next) = DrillCompletion.Name(tokens, i + 1);
            if (name.Count == 0) { continue; }
            if (At(next, "AS")) { next++; }
            var called = next < tokens.Count && IsName(tokens[next]) ? tokens[next].Value : name[^1].Value;
            var query = name.Count == 1 ? Named.FirstOrDefault(n => Same(n.Called, name[0].Value)) : null;
            yield return query is null ? new QuerySource(called, name) : query with { Called = called };
        }
    }

    /// <summary>The query within a parenthesis, which knows what was named before it.</summary>
    private QueryText Within(int open, IReadOnlyList<QuerySource> named) => new(depth > Deepest ? [] : tokens[(open + 1)..Close(open)], named, depth + 1);

    /// <summary>The place of the parenthesis that closes one, or the end.</summary>
    private int Close(int open)
    {
        var inside = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            if (tokens[i].Is("(")) { inside++; }
            else if (tokens[i].Is(")") && --inside == 0) { return i; }
        }
        return tokens.Count;
    }

    private bool At(int place, string word) => place >= 0 && place < tokens.Count && tokens[place].Is(word);

    private static bool IsName(SqlToken token) => token.Kind == SqlTokenKind.Quoted || (token.Kind == SqlTokenKind.Word && !SqlWords.IsReserved(token.Value));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
