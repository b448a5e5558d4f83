using System.Runtime.CompilerServices;
using System.Text;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>SQL for the embedded engine under construction: pieces that remember which place of the user's SQL they stand for.</summary>
internal sealed class SqlText
{
    private readonly List<object> _pieces = [];

    public static SqlText Of(string text, int source = -1) => new SqlText().Add(text, source);

    /// <summary>SQL with texts put in where <c>{0}</c>, <c>{1}</c> … stand; a text may stand several times.</summary>
    public static SqlText Format(string format, params ReadOnlySpan<SqlText> texts)
    {
        var result = new SqlText();
        var from = 0;
        for (var i = 0; i + 2 < format.Length; i++)
        {
            if (format[i] != '{' || !char.IsAsciiDigit(format[i + 1]) || format[i + 2] != '}') { continue; }
            result.Add(format[from..i]).Add(texts[format[i + 1] - '0']);
            from = i + 3;
            i += 2;
        }
        return result.Add(format[from..]);
    }

    public SqlText Add(string text, int source = -1)
    {
        if (text.Length > 0 || source >= 0) { _pieces.Add(source >= 0 ? new Piece(text, source) : text); }
        return this;
    }

    public SqlText Add(SqlText other)
    {
        _pieces.Add(other);
        return this;
    }

    /// <summary>Puts other text in place of what is here.</summary>
    public void Become(SqlText other)
    {
        _pieces.Clear();
        _pieces.Add(other);
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
        Write(text, places);
        return new TranslatedSql(text.ToString(), places);
    }

    public override string ToString() => Build().Sql;

    private void Write(StringBuilder text, List<(int Target, int Source)> places)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (text.Length > 64 << 20) { throw new DrillException("The query is too large once its parts are put together."); }
        foreach (var piece in _pieces)
        {
            switch (piece)
            {
                case SqlText inner: inner.Write(text, places); break;
                case Piece place:
                    places.Add((text.Length, place.Source));
                    text.Append(place.Text);
                    break;
                default: text.Append((string)piece); break;
            }
        }
    }

    private sealed record Piece(string Text, int Source);
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
