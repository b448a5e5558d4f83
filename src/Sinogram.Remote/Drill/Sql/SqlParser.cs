using System.Globalization;

namespace Sinogram.Remote.Drill.Sql;

/// <summary>
/// Reads Drill's SQL (Calcite's dialect with Drill's additions) as a tree. It knows no files and no engine; what the grammar does not have is an error at its place.
/// </summary>
internal sealed partial class SqlParser
{
    /// <summary>A bound on nesting, so that hostile text ends in an error and not in the end of the stack.</summary>
    private const int Deepest = 120;

    private readonly string _sql;
    private readonly List<SqlToken> _tokens;
    private int _at;
    private int _depth;

    private SqlParser(string sql, char quote) => (_sql, _tokens) = (sql, SqlLexer.Read(sql, quote));

    /// <summary>One statement; a semicolon at its end is allowed.</summary>
    /// <exception cref="DrillException">The SQL is wrong; the offset says where.</exception>
    public static SqlStatement Parse(string sql, char quote = '`')
    {
        ArgumentNullException.ThrowIfNull(sql);
        var parser = new SqlParser(sql, quote);
        if (parser.Now.Kind == SqlTokenKind.End) { throw new DrillException("There is no statement: the cell's body holds nothing but blanks and comments.", 0, "Write a query below the line of the magic."); }
        var statement = parser.Statement();
        if (parser.Now.Is(";")) { parser._at++; }
        if (parser.Now.Kind != SqlTokenKind.End)
        {
            throw parser._tokens[parser._at - 1].Is(";")
                ? TwoStatements(parser.Now.Offset)
                : parser.Unexpected("the end of the statement");
        }
        return statement;
    }

    /// <summary>What is said of a second statement.</summary>
    public static DrillException TwoStatements(int offset) => new("There are two statements; one cell runs one.", offset, "Write the second one in a cell of its own.");

    /// <summary>One expression alone, as in a list of properties.</summary>
    public static DrillExpression ParseExpression(string sql, char quote = '`')
    {
        var parser = new SqlParser(sql, quote);
        var expression = parser.Expression();
        return parser.Now.Kind == SqlTokenKind.End ? expression : throw parser.Unexpected("the end of the expression");
    }

    /// <summary>The columns of an inline schema, in parentheses.</summary>
    public static IReadOnlyList<SqlColumnDefinition> ParseColumns(string sql)
    {
        var parser = new SqlParser(sql, '`');
        parser.Expect("(");
        var columns = parser.List(parser.ColumnDefinition);
        parser.Expect(")");
        return parser.Now.Kind == SqlTokenKind.End ? columns : throw parser.Unexpected("the end of the columns");
    }

    private SqlColumnDefinition ColumnDefinition()
    {
        var name = Part();
        var type = TypeName();
        var notNull = false;
        string? format = null, standard = null;
        while (true)
        {
            if (Take("NOT", "NULL")) { notNull = true; }
            else if (Take("NULL")) { notNull = false; }
            else if (Take("FORMAT")) { format = QuotedText(); }
            else if (Take("DEFAULT")) { standard = QuotedText(); }
            else { return new SqlColumnDefinition(name, type, notNull, format, standard); }
        }
    }

    private string QuotedText() => Now.Kind is SqlTokenKind.Text or SqlTokenKind.Quoted ? _tokens[_at++].Value : throw Unexpected("a text in quotes");

    private SqlToken Now => _tokens[_at];
    private SqlToken Ahead(int count = 1) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    private bool Take(string word)
    {
        if (!Now.Is(word)) { return false; }
        _at++;
        return true;
    }

    private bool Take(string first, string second)
    {
        if (!Now.Is(first) || !Ahead().Is(second)) { return false; }
        _at += 2;
        return true;
    }

    private SqlToken Expect(string word) => Now.Is(word) ? _tokens[_at++] : throw Unexpected($"'{word}'");

    private DrillException Unexpected(string wanted) => new($"{Now.Shown} stands where {wanted} should be.", Now.Offset, SqlMistakes.Hint(_tokens, _at));

    private T Nested<T>(Func<T> read)
    {
        if (++_depth > Deepest) { throw new DrillException($"The SQL is nested more than {Deepest.ToString(CultureInfo.InvariantCulture)} deep.", Now.Offset); }
        var result = read();
        _depth--;
        return result;
    }

    private List<T> List<T>(Func<T> item)
    {
        var items = new List<T> { item() };
        while (Take(",")) { items.Add(item()); }
        return items;
    }

    private static bool IsName(SqlToken token) => token.Kind == SqlTokenKind.Quoted || (token.Kind == SqlTokenKind.Word && !SqlWords.IsReserved(token.Value));

    private SqlName Name(string what)
    {
        var token = Now;
        if (!IsName(token))
        {
            throw token.Kind == SqlTokenKind.Word && !SqlWords.BeginsClause(token.Value)
                ? new DrillException($"'{token.Value}' is a reserved word in Drill: as {what} it is written `{token.Value}`.", token.Offset)
                : Unexpected(what);
        }
        _at++;
        return new SqlName(token.Value, token.Offset, token.Kind == SqlTokenKind.Quoted);
    }

    /// <summary>A name of several parts; behind the first, words that are reserved elsewhere are names too.</summary>
    private List<SqlName> Path(string what)
    {
        var parts = new List<SqlName> { Name(what) };
        while (Now.Is(".") && Ahead().Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            _at++;
            parts.Add(Part());
        }
        return parts;
    }

    private SqlName Part()
    {
        var token = _tokens[_at++];
        return new SqlName(token.Value, token.Offset, token.Kind == SqlTokenKind.Quoted);
    }

    private List<SqlName> Names()
    {
        Expect("(");
        var names = List(() => Name("a column's name"));
        Expect(")");
        return names;
    }

    private SqlName? Alias()
    {
        if (Take("AS")) { return Name("a name after AS"); }
        return IsName(Now) && !(Now.Is("ILIKE") && Now.Kind == SqlTokenKind.Word) ? Name("a name") : null;
    }

    private int WholeNumber(string what)
    {
        var token = Now;
        if (token.Kind != SqlTokenKind.Number || !int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) { throw Unexpected($"a whole number for {what}"); }
        _at++;
        return number;
    }

    private string Text(string what) => Now.Kind == SqlTokenKind.Text ? _tokens[_at++].Value : throw Unexpected(what);
}
