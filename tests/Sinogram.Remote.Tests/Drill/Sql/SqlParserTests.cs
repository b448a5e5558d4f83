using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Sql;

/// <summary>Lexer and parser over what no user means: everything is refused with an error of its own, or translated; nothing crashes and nothing hangs.</summary>
public sealed class SqlParserTests : IDisposable
{
    private static readonly string[] Words =
    [
        "SELECT", "FROM", "WHERE", "(", ")", ",", "*", "a", "`b`", "dfs", ".", "1", "2.5", "1e3", "'x'", "AND", "OR", "NOT", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS", "INT", "DECIMAL", "[", "]", "0", "-", "/", "||", "OVER",
        "ORDER", "BY", "VALUES", "JOIN", "LEFT", "ON", "USING", "IN", "IS", "NULL", "FLATTEN", "COUNT", "INTERVAL", "DAY", "WITH", "UNION", "ALL", "`", "'", "$", "@", ";", "EXISTS", "LATERAL", "UNNEST", "TABLE", "=>", "PIVOT", "FOR",
        "CREATE", "VIEW", "DROP", "SHOW", "DESCRIBE", "USE", "SET", "EXPLAIN", "PLAN", "LIMIT", "OFFSET", "GROUP", "HAVING", "QUALIFY", "DISTINCT", "BETWEEN", "LIKE", "SIMILAR", "TO", "EXTRACT", "YEAR", "TRIM", "DATE", "'2024-02-29'",
    ];

    private static readonly string[] Queries =
    [
        "SELECT t.a, COUNT(*) FILTER (WHERE b > 1) AS n FROM (VALUES (1, 2), (3, NULL)) AS t(a, b) GROUP BY t.a HAVING COUNT(*) > 0 ORDER BY 2 DESC NULLS LAST LIMIT 5",
        "WITH x AS (SELECT 1 AS k UNION ALL SELECT 2) SELECT k, CASE WHEN k = 1 THEN 'a' ELSE 'b' END FROM x WHERE k IN (SELECT k FROM x) AND NOT k BETWEEN 5 AND 6",
        "SELECT TO_CHAR(DATE '2024-02-29' + INTERVAL '1-2' YEAR TO MONTH, 'yyyy-MM-dd') d, EXTRACT(SECOND FROM TIMESTAMP '2024-02-29 01:02:03.4') s, CAST('12' AS DECIMAL(5, 2)) c",
        "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) r FROM (VALUES (1, 2)) AS t(a, b) QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1",
        "SELECT q.j.k[1].`x y` FROM (SELECT CONVERT_FROM('{\"k\": [1, {\"x y\": 2}]}', 'JSON') j) q",
    ];

    private readonly EmbeddedDrill _drill = new();

    public void Dispose() => _drill.Dispose();

    [Fact]
    public void Token_soup_is_refused_or_translated() => Soup(seed: 11, count: 15_000);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Token_soup_is_refused_or_translated_at_length() => Soup(seed: 12, count: 400_000);

    [Fact]
    public void Real_queries_with_bytes_changed_are_refused_or_translated() => Mutate(seed: 21, count: 6_000);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Real_queries_with_bytes_changed_are_refused_or_translated_at_length() => Mutate(seed: 22, count: 150_000);

    [Theory]
    [InlineData("(")]
    [InlineData("{fn ")]
    [InlineData("NOT ")]
    [InlineData(" -")]
    [InlineData("CASE WHEN ")]
    [InlineData("a[")]
    [InlineData("f(")]
    [InlineData("(SELECT ")]
    [InlineData("EXISTS (SELECT * FROM (")]
    public void Nesting_without_end_is_an_error(string repeated)
    {
        Assert.Throws<DrillException>(() => _drill.Translate("SELECT " + string.Concat(Enumerable.Repeat(repeated, 50_000))));
    }

    [Theory]
    [InlineData(".a")]
    [InlineData("[0]")]
    [InlineData(" + 1")]
    [InlineData(" AND TRUE")]
    [InlineData(" UNION ALL SELECT 1")]
    public void Chains_without_end_are_an_error_or_translated(string repeated)
    {
        try { _ = _drill.Translate("SELECT a" + string.Concat(Enumerable.Repeat(repeated, 200_000)) + " FROM (VALUES (1)) AS t(a)"); }
        catch (DrillException) { }
    }

    private void Soup(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            Try(string.Join(' ', Enumerable.Range(0, random.Next(1, 25)).Select(_ => Words[random.Next(Words.Length)]).Prepend(random.Next(3) > 0 ? "SELECT" : "")));
        }
    }

    private void Mutate(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var text = Queries[random.Next(Queries.Length)].ToCharArray().ToList();
            for (var m = random.Next(1, 5); m > 0; m--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text.RemoveAt(at); break;
                    case 1: text.Insert(at, (char)random.Next(1, 0x250)); break;
                    case 2: text[at] = "'`()[],.;$@*-+/=<>"[random.Next(18)]; break;
                    default: text.RemoveRange(at, Math.Min(text.Count - at, random.Next(12))); break;
                }
                if (text.Count == 0) { text.Add(' '); }
            }
            Try(new string([.. text]));
        }
    }

    private void Try(string sql)
    {
        try { _ = _drill.Translate(sql); }
        catch (DrillException e) { Assert.True(e.Offset is null || (e.Offset >= 0 && e.Offset <= sql.Length), $"the place {e.Offset} is none in: {sql}"); }
    }

    [Theory]
    [InlineData("HASH32('a')", "HASH32")]
    [InlineData("PARSE_QUERY('a')", "PARSE_QUERY")]
    [InlineData("CONVERT_TO('a', 'UTF16')", "CONVERT_TO with the type UTF16")]
    [InlineData("CONVERT_FROM(BINARY_STRING('a'), 'UTF16')", "CONVERT_FROM with the type UTF16")]
    public void What_is_not_followed_is_named(string value, string named) =>
        Assert.StartsWith($"The embedded engine does not follow {named}", Assert.Throws<DrillException>(() => _drill.Run($"SELECT {value}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SELCT * FROM t", "Did you mean SELECT by 'SELCT'?")]
    [InlineData("SELECT * FORM t", "Did you mean FROM by 'FORM'?")]
    [InlineData("SELECT * FROM t WERE x > 1", "Did you mean WHERE by 'WERE'?")]
    [InlineData("SELECT x FROM t GRUOP BY x", "Did you mean GROUP by 'GRUOP'?")]
    [InlineData("SELECT x FROM t ODER BY x", "Did you mean ORDER by 'ODER'?")]
    [InlineData("SELECT TOP 5 * FROM t", "The first rows are taken at the end of a query: LIMIT 5.")]
    [InlineData("SELECT * FROM '/data/x.json'", "A path stands in backticks behind its storage: dfs.`/data/file.json`.")]
    [InlineData("SELECT * FROM /data/x.json", "A path stands in backticks behind its storage: dfs.`/data/file.json`.")]
    [InlineData("SELECT * FROM dfs./data/x.json", "A path stands in backticks behind its storage: dfs.`/data/file.json`.")]
    [InlineData("SELECT x FROM t y z", null)]
    [InlineData("SELECT IFNULL(1, 2)", "Did you mean 'COALESCE'?")]
    [InlineData("SELECT COUNT(*) FROM (VALUES (1)) t (a) GROUP BY ()", "A query with aggregates and without GROUP BY gives the one row of the whole.")]
    [InlineData("SELECT COUNT(DISTINCT a, b) FROM (VALUES (1, 2)) t (a, b)", "Count the rows of a query: SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM …) q.")]
    [InlineData("SELECT x'41'", @"Bytes are written BINARY_STRING('\x41\x42').")]
    public void A_common_mistake_is_told(string sql, string? hint) => Assert.Equal(hint, Assert.Throws<DrillException>(() => _drill.Run(sql)).Hint);
}
