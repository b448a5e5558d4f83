namespace Sinogram.Data.Engine.Lineage;

/// <summary>The names that an expression may use: columns of the relations of its query, aliases of the query, and what surrounds the query.</summary>
/// <param name="outer">The surrounding query's; null for the outermost.</param>
internal sealed class Scope(Scope? outer)
{
    private readonly List<(string Alias, List<Output> Columns)> _relations = [];
    private readonly Dictionary<string, Mark> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Mark> _parameters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All columns, as <c>*</c> gives them.</summary>
    public List<Output> Star { get; set; } = [];

    /// <summary>How many relations there are.</summary>
    public int Count => _relations.Count;

    /// <summary>Adds a relation.</summary>
    public void Add(string alias, List<Output> columns) => _relations.Add((alias, columns));

    /// <summary>Takes relations away again: those whose columns a join does not show.</summary>
    public void Shrink(int count) => _relations.RemoveRange(count, _relations.Count - count);

    /// <summary>Makes an alias of the query known, for the expressions that follow it.</summary>
    public void AddAlias(string alias, Mark mark) => _aliases[alias] = mark;

    /// <summary>A scope with a lambda's parameter.</summary>
    public Scope With(string parameter, Mark mark)
    {
        var inner = new Scope(this) { Star = Star };
        inner._parameters[parameter] = mark;
        return inner;
    }

    /// <summary>The columns of a relation; null where there is none of that name.</summary>
    public List<Output>? Relation(string alias) =>
        _relations.FindLast(r => Is(r.Alias, alias)).Columns ?? outer?.Relation(alias);

    /// <summary>What a name stands for; null where it stands for nothing that is known.</summary>
    public Mark? Find(IReadOnlyList<string> names)
    {
        if (_parameters.TryGetValue(names[0], out var parameter))
        {
            return Fields(parameter, names, 1);
        }

        if (Qualified(names) is { } qualified)
        {
            return qualified;
        }

        Mark? guessed = null;
        if (Columns(_relations.SelectMany(r => r.Columns), names[0], ref guessed) is { } column)
        {
            return Fields(column, names, 1);
        }

        if (_aliases.TryGetValue(names[0], out var alias))
        {
            guessed = guessed is null ? alias : Mark.Either(guessed, alias);
        }
        else if (names.Count == 1 && _relations.FindLast(r => Is(r.Alias, names[0])).Columns is { } row)
        {
            // A row as a value.
            guessed = row.Exists(o => o.Rest is not null) ? Mark.Any(row.Select(o => o.AtMost)) : Mark.Struct(row.Select(o => (o.Name ?? "", o.Mark)));
        }

        var found = guessed is null ? outer?.Find(names) : outer?.Find(names) is { } surrounding ? Mark.Either(guessed, surrounding) : guessed;
        return guessed is null || found is null ? found : Fields(found, names, 1);
    }

    /// <summary>A column by the name of its relation, with or without those of schema and catalogue before it.</summary>
    private Mark? Qualified(IReadOnlyList<string> names)
    {
        for (var at = 0; at < names.Count - 1 && at < 3; at++)
        {
            Mark? guessed = null;
            if (_relations.FindLast(r => Is(r.Alias, names[at])).Columns is { } columns && (Columns(columns, names[at + 1], ref guessed) ?? guessed) is { } column)
            {
                return Fields(column, names, at + 2);
            }
        }

        return null;
    }

    /// <summary>The columns of a name; where none is known, what those that are not known are by it.</summary>
    private static Mark? Columns(IEnumerable<Output> columns, string name, ref Mark? guessed)
    {
        var all = columns.ToList();
        foreach (var called in (string?[])[name, Output.Unnumbered(name)])
        {
            if (called is not null && all.Where(c => c.IsCalled(called)).Select(c => c.Mark).ToList() is { Count: > 0 } marks)
            {
                return marks.Aggregate(Mark.Either);
            }
        }

        foreach (var rest in all.Where(c => c.Rest is not null))
        {
            var mark = rest.Rest!(name);
            guessed = guessed is null ? mark : Mark.Either(guessed, mark);
        }

        return null;
    }

    private static Mark Fields(Mark mark, IReadOnlyList<string> names, int from) => names.Skip(from).Aggregate(mark, (m, n) => m.Field(n));

    private static bool Is(string alias, string name) => string.Equals(alias, name, StringComparison.OrdinalIgnoreCase);
}
