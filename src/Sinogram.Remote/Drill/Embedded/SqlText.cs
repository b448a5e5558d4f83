using System.Runtime.CompilerServices;
using System.Text;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>SQL for the embedded engine under construction: pieces that remember which place of the user's SQL they stand for.</summary>
internal sealed class SqlText
{
    private readonly List<object> _pieces = [];
    private int _source = -1;

    /// <param name="text">The first piece.</param>
    /// <param name="source">The place in the user's SQL of all that is added, where it has no nearer one.</param>
    public static SqlText Of(string text, int source = -1) => new SqlText { _source = source }.Add(text);

    /// <summary>
    /// An operation whose errors the engine tells without a place: while the place of an error is sought, it watches itself.
    /// </summary>
    /// <param name="format">As for <see cref="Format"/>.</param>
    /// <param name="source">The place in the user's SQL.</param>
    /// <param name="texts">What it computes with.</param>
    public static SqlText Watched(string format, int source, params ReadOnlySpan<SqlText> texts)
    {
        // What reports its place itself needs no watch, nor what computes with nothing.
        if (source < 0 || texts.Length == 0 || format.Contains(Binding.ErrorPlace.Mark, StringComparison.Ordinal)) { return Of("", source).Add(Format(format, texts)); }
        return Watched(new WatchedOperation(format, source, [.. texts]));
    }

    public static SqlText Watched(WatchedOperation operation)
    {
        var result = new SqlText { _source = operation.Source };
        result._pieces.Add(operation);
        return result;
    }

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

    /// <summary>The SQL, and for each part of it the place in the user's SQL.</summary>
    public TranslatedSql Build() => Build(null);

    /// <summary>The SQL in which every watched operation says that it was the one, with its values.</summary>
    /// <param name="watched">Gets the operations, in the order of their numbers.</param>
    public TranslatedSql BuildWatched(WatchedOperations watched) => Build(watched);

    private TranslatedSql Build(WatchedOperations? watched)
    {
        var text = new StringBuilder();
        var places = new List<SqlPlace>();
        Write(text, places, watched);
        return new TranslatedSql(Binding.ErrorPlace.Unite(text.ToString()), places);
    }

    public override string ToString() => Build().Sql;

    private void Write(StringBuilder text, List<SqlPlace> places, WatchedOperations? watched)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (text.Length > 64 << 20) { throw new DrillException("The query is too large once its parts are put together."); }
        var start = text.Length;
        foreach (var piece in _pieces)
        {
            switch (piece)
            {
                case SqlText inner: inner.Write(text, places, watched); break;
                case Piece place:
                    text.Append(place.Text);
                    places.Add(new SqlPlace(text.Length - place.Text.Length, text.Length, place.Source));
                    break;
                case WatchedOperation operation when watched is null: Format(operation.Format, operation.Texts).Write(text, places, null); break;
                case WatchedOperation operation: watched.Of(operation).Write(text, places, watched); break;
                default: text.Append((string)piece); break;
            }
        }
        if (_source >= 0) { places.Add(new SqlPlace(start, text.Length, _source)); }
    }

    private sealed record Piece(string Text, int Source);
}

/// <summary>A part of the engine's SQL, from <paramref name="Start"/> to before <paramref name="End"/>, and its place in the user's.</summary>
internal readonly record struct SqlPlace(int Start, int End, int Source);

/// <param name="Sql">SQL of the embedded engine.</param>
/// <param name="Places">Its parts and the places in the user's SQL that they stand for; inner ones go before those around them.</param>
internal sealed record TranslatedSql(string Sql, IReadOnlyList<SqlPlace> Places)
{
    /// <summary>The place in the user's SQL for one in the engine's; null where it is in no part that has one.</summary>
    public int? SourceOf(int target)
    {
        foreach (var place in Places)
        {
            if (place.Start <= target && target < place.End) { return place.Source; }
        }
        return null;
    }
}
