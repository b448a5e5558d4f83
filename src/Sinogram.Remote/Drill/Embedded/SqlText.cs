using System.Text;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>SQL for the embedded engine under construction: pieces that remember which place of the user's SQL they stand for; some are only known at the end.</summary>
internal sealed class SqlText
{
    private readonly List<(Func<string> Text, int Source)> _pieces = [];

    public static SqlText Of(string text, int source) => new SqlText().Add(text, source);

    public SqlText Add(string text, int source = -1)
    {
        _pieces.Add((() => text, source));
        return this;
    }

    /// <summary>Adds text that is made when everything was read.</summary>
    public SqlText AddLater(Func<string> text, int source)
    {
        _pieces.Add((text, source));
        return this;
    }

    public SqlText Add(SqlText other)
    {
        _pieces.AddRange(other._pieces);
        return this;
    }

    public SqlText Join(string separator, IEnumerable<SqlText> parts)
    {
        var first = true;
        foreach (var part in parts)
        {
            if (!first) { Add(separator); }
            Add(part);
            first = false;
        }
        return this;
    }

    /// <summary>The SQL, and for each place in it the place in the user's SQL.</summary>
    public TranslatedSql Build()
    {
        var text = new StringBuilder();
        var places = new List<(int Target, int Source)>();
        foreach (var (piece, source) in _pieces)
        {
            if (source >= 0) { places.Add((text.Length, source)); }
            text.Append(piece());
        }
        return new TranslatedSql(text.ToString(), places);
    }
}

/// <param name="Sql">SQL of the embedded engine.</param>
/// <param name="Places">Places in it and the places in the user's SQL that they stand for, ascending.</param>
internal sealed record TranslatedSql(string Sql, IReadOnlyList<(int Target, int Source)> Places)
{
    /// <summary>The place in the user's SQL for one in the engine's.</summary>
    public int? SourceOf(int target)
    {
        int? found = null;
        foreach (var place in Places)
        {
            if (place.Target > target) { break; }
            found = place.Source;
        }
        return found;
    }
}
