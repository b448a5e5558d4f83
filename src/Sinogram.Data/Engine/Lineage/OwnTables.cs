using System.Text.Json;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>A table or a view that a statement has made within the engine.</summary>
/// <param name="Columns">The columns of a table and what of them identifies; for a view, the names that it gives its columns.</param>
/// <param name="View">The query of a view, which is followed anew whenever it is read.</param>
/// <param name="IsWhole">Nothing came into it in a way that was not followed.</param>
internal sealed record OwnTable(IReadOnlyList<Output> Columns, JsonElement? View, bool IsWhole);

/// <summary>The tables and views that statements have made within the engine, and what of them identifies.</summary>
internal sealed class OwnTables
{
    private static readonly HashSet<string> Changing = new(StringComparer.OrdinalIgnoreCase) { "CREATE", "INSERT", "UPDATE", "MERGE", "COPY", "ALTER", "SET" };

    private readonly Dictionary<string, OwnTable> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Mark> _variables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A table identifies, or a view may.</summary>
    public bool Identify { get; private set; }

    /// <summary>There are macros that read tables, which statements do not tell of.</summary>
    public bool HasMacros { get; private set; }

    /// <summary>A table or view; null where nothing is known of it.</summary>
    public OwnTable? Find(string name) => _tables.GetValueOrDefault(name);

    /// <summary>What of a variable identifies.</summary>
    public Mark Variable(string name) => _variables.GetValueOrDefault(name) ?? Mark.None;

    /// <summary>Learns from statements that have run.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="tell">What is told of a query's columns, by their names.</param>
    /// <param name="serialize">A query as the engine serializes it.</param>
    /// <param name="namesOf">The names of a table's columns.</param>
    public void Learn(string sql, Func<string, IReadOnlyList<string>, ToldColumns> tell, Func<string, JsonDocument?> serialize, Func<string, IReadOnlyList<string>> namesOf)
    {
        foreach (var statement in Statements(sql))
        {
            if (statement.Count > 2 && Changing.Contains(statement[0].Text))
            {
                Learn(sql, statement, tell, serialize, namesOf);
            }
        }
    }

    private void Learn(string sql, List<Piece> statement, Func<string, IReadOnlyList<string>, ToldColumns> tell, Func<string, JsonDocument?> serialize, Func<string, IReadOnlyList<string>> namesOf)
    {
        var verb = statement[0].Text.ToUpperInvariant();
        if (verb == "SET")
        {
            LearnVariable(sql, statement, tell);
            return;
        }

        var kind = verb == "INSERT" ? "INTO" : statement.Skip(1).Take(4).Select(p => p.Text.ToUpperInvariant()).FirstOrDefault(t => t is "TABLE" or "VIEW" or "MACRO" or "FUNCTION");
        if (verb == "CREATE" && kind is "MACRO" or "FUNCTION")
        {
            HasMacros |= statement.Exists(p => p.Is("FROM"));
            return;
        }

        if (verb is "CREATE" or "INSERT" && kind is "TABLE" or "VIEW" or "INTO" && NameAfter(statement, kind) is var (name, next))
        {
            // A list of columns may stand between the name and the query.
            var columns = new List<string>();
            if (next < statement.Count && statement[next].Is("("))
            {
                for (next++; next < statement.Count && !statement[next].Is(")"); next++)
                {
                    columns.AddRange(statement[next].Is(",") ? [] : [statement[next].Unquoted]);
                }

                next++;
            }

            var start = verb == "INSERT" ? next : statement.FindIndex(Math.Min(next, statement.Count), p => p.Is("AS")) + 1;
            if (start > 0 && start < statement.Count)
            {
                Learn(name, verb, kind, columns, sql[statement[start].Start..statement[^1].End], tell, serialize, namesOf);
                return;
            }

            if (verb == "CREATE" && kind == "TABLE")
            {
                // Empty as yet.
                _tables[name] = new OwnTable([.. namesOf(name).Select(n => new Output(n, Mark.None))], null, IsWhole: true);
                return;
            }
        }

        foreach (var mentioned in statement.Select(p => p.Unquoted).Where(_tables.ContainsKey).Distinct().ToList())
        {
            _tables[mentioned] = _tables[mentioned] with { IsWhole = false };
        }
    }

    private void Learn(
        string name, string verb, string kind, List<string> columns, string query, Func<string, IReadOnlyList<string>, ToldColumns> tell, Func<string, JsonDocument?> serialize, Func<string, IReadOnlyList<string>> namesOf)
    {
        if (kind == "VIEW")
        {
            using var document = serialize(query);
            _tables.Remove(name);
            if (document?.RootElement.Part("node") is { } node)
            {
                _tables[name] = new OwnTable([.. columns.Select(c => new Output(c, Mark.None))], node.Clone(), IsWhole: true);
                Identify = true;
            }

            return;
        }

        var names = namesOf(name);
        var former = verb == "INSERT" ? _tables.GetValueOrDefault(name) ?? new OwnTable([.. names.Select(n => new Output(n, Mark.None))], null, IsWhole: false) : null;
        var into = former is not null && columns.Count > 0 ? columns : names;
        var told = tell(query, into);
        var marks = into.Zip(told.Marks).ToLookup(p => p.First, p => p.Second, StringComparer.OrdinalIgnoreCase);
        _tables[name] = new OwnTable(
            [.. names.Select(n => new Output(n, (former?.Columns.Where(c => c.IsCalled(n)).Select(c => c.Mark) ?? []).Concat(marks[n]).Aggregate(Mark.None, Mark.Either)))],
            null, told.IsWhole && former is not { IsWhole: false });
        Identify |= told.Marks.Any(m => m.Identifies);
    }

    private void LearnVariable(string sql, List<Piece> statement, Func<string, IReadOnlyList<string>, ToldColumns> tell)
    {
        if (!statement[1].Is("VARIABLE") || statement.FindIndex(p => p.Is("=") || p.Is("TO")) is not (> 2 and var equals) || equals + 1 >= statement.Count)
        {
            return;
        }

        var mark = Mark.Any(tell($"SELECT {sql[statement[equals + 1].Start..statement[^1].End]}", ["value"]).Marks);
        _variables[statement[equals - 1].Unquoted] = mark;
        Identify |= mark.Identifies;
    }

    private static (string Name, int Next)? NameAfter(List<Piece> statement, string word)
    {
        var at = statement.FindIndex(p => p.Is(word)) + 1;
        if (at > 0 && at + 3 < statement.Count && statement[at].Is("IF"))
        {
            at += 3;
        }

        while (at > 0 && at + 2 < statement.Count && statement[at + 1].Is("."))
        {
            at += 2;
        }

        return at > 0 && at < statement.Count ? (statement[at].Unquoted, at + 1) : null;
    }

    private static IEnumerable<List<Piece>> Statements(string sql)
    {
        var statement = new List<Piece>();
        foreach (var token in SqlText.Tokens(sql))
        {
            var piece = new Piece(sql.Substring(token.Start, token.Length), token.Start);
            if (piece.Is(";"))
            {
                yield return statement;
                statement = [];
            }
            else
            {
                statement.Add(piece);
            }
        }

        yield return statement;
    }

    private readonly record struct Piece(string Text, int Start)
    {
        public int End => Start + Text.Length;

        public string Unquoted => Text is ['"', .., '"'] ? Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Text;

        public bool Is(string text) => string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);
    }
}
