using Sinogram.Data.Presentation;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>What SQL makes of identified columns is identified and shown masked; what it makes of others, or says of them that names nobody, is shown.</summary>
public sealed class SqlDerivationTests(SqlDerivationTests.Tables tables) : IClassFixture<SqlDerivationTests.Tables>
{
    public static TheoryData<string> Identifying { get; } = [.. Lines("""
        SELECT PatientName AS x FROM t
        SELECT t.PatientName AS x FROM t
        SELECT "PatientName" x FROM t AS u
        SELECT lower(PatientName) AS x FROM t
        SELECT reverse(PatientName) AS x FROM t
        SELECT substr(PatientName, 1, 1) AS x FROM t
        SELECT PatientName[1] AS x FROM t
        SELECT PatientName[1:2] AS x FROM t
        SELECT left(PatientName, 2) || right(PatientName, 1) AS x FROM t
        SELECT split_part(PatientName, '^', 2) AS x FROM t
        SELECT string_split(PatientName, '^')[1] AS x FROM t
        SELECT string_split(PatientName, '^') AS x FROM t
        SELECT regexp_replace(PatientName, '[aeiou]', '', 'g') AS x FROM t
        SELECT regexp_extract(PatientName, '^[^^]+') AS x FROM t
        SELECT regexp_extract_all(PatientName, '\w+') AS x FROM t
        SELECT translate(PatientName, 'abc', 'xyz') AS x FROM t
        SELECT replace(PatientName, '^', ' ') AS x FROM t
        SELECT lpad(PatientName, 40, '*') AS x FROM t
        SELECT trim(PatientName) AS x FROM t
        SELECT concat('Mrs ', PatientName) AS x FROM t
        SELECT concat_ws('/', Modality, PatientName) AS x FROM t
        SELECT format('<{}>', PatientName) AS x FROM t
        SELECT printf('%s', PatientName) AS x FROM t
        SELECT 'a' || PatientName || Modality AS x FROM t
        SELECT ascii(PatientName) AS x FROM t
        SELECT md5(PatientName) AS x FROM t
        SELECT hash(PatientID) AS x FROM t
        SELECT encode(PatientName) AS x FROM t
        SELECT to_base64(encode(PatientName)) AS x FROM t
        SELECT hex(PatientName) AS x FROM t
        SELECT PatientName COLLATE NOCASE AS x FROM t
        SELECT CAST(PatientName AS VARCHAR) AS x FROM t
        SELECT TRY_CAST(PatientID AS INTEGER) AS x FROM t
        SELECT PatientID::VARCHAR AS x FROM t
        SELECT PatientID % 100 AS x FROM t
        SELECT PatientID + 1 AS x FROM t
        SELECT -PatientID AS x FROM t
        SELECT born + INTERVAL 1 DAY AS x FROM t
        SELECT strftime(born, '%d.%m.') AS x FROM t
        SELECT day(born) AS x FROM t
        SELECT dayofyear(born) AS x FROM t
        SELECT date_trunc('month', born) AS x FROM t
        SELECT date_diff('day', born, DATE '2024-01-01') AS x FROM t
        SELECT epoch(born) AS x FROM t
        SELECT make_date(year(born), month(born), day(born)) AS x FROM t
        SELECT age(born) AS x FROM t
        SELECT epoch_ms(born) / 1000.0 AS x FROM t
        SELECT julian(born) AS x FROM t
        SELECT coalesce(PatientName, 'nobody') AS x FROM t
        SELECT ifnull(NULL, PatientName) AS x FROM t
        SELECT nullif(PatientName, '') AS x FROM t
        SELECT CASE WHEN size > 0 THEN PatientName ELSE Modality END AS x FROM t
        SELECT CASE Modality WHEN 'CT' THEN 'x' ELSE substr(PatientName, 1, 3) END AS x FROM t
        SELECT if(size > 0, PatientName, '') AS x FROM t
        SELECT greatest(PatientName, 'a') AS x FROM t
        SELECT min(PatientName) AS x FROM t
        SELECT any_value(PatientName) AS x FROM t
        SELECT first(PatientName ORDER BY size) AS x FROM t
        SELECT arg_max(PatientName, size) AS x FROM t
        SELECT mode(PatientName) AS x FROM t
        SELECT string_agg(PatientName, '; ') AS x FROM t
        SELECT list(PatientName) AS x FROM t
        SELECT array_agg(DISTINCT PatientName) FILTER (WHERE size > 0) AS x FROM t
        SELECT list_transform(list(PatientName), n -> lower(n)) AS x FROM t
        SELECT list_aggregate(list(PatientName), 'string_agg', ',') AS x FROM t
        SELECT array_to_string(list(PatientName), ',') AS x FROM t
        SELECT histogram(PatientName) AS x FROM t
        SELECT map([Modality], [PatientName]) AS x FROM t
        SELECT map([PatientName], [Modality]) AS x FROM t
        SELECT map_keys(map([PatientName], [Modality])) AS x FROM t
        SELECT {'n': PatientName}.n AS x FROM t
        SELECT struct_pack(a := PatientName) AS x FROM t
        SELECT row(PatientName, 1) AS x FROM t
        SELECT [PatientName, 'a'] AS x FROM t
        SELECT to_json(t) AS x FROM t
        SELECT json_object('n', PatientName) AS x FROM t
        SELECT json_array(PatientName) AS x FROM t
        SELECT json_extract_string(json_object('n', PatientName), '$.n') AS x FROM t
        SELECT json_group_array(PatientName) AS x FROM t
        SELECT t AS x FROM t
        SELECT (t).PatientName AS x FROM t
        SELECT unnest([PatientName, 'a']) AS x FROM t
        SELECT x FROM (SELECT unnest(string_split(PatientName, '^')) AS x FROM t)
        SELECT u.x FROM t, unnest([t.PatientName]) AS u(x)
        SELECT l.x FROM t, LATERAL (SELECT upper(t.PatientName) AS x) l
        SELECT l.x FROM t LEFT JOIN LATERAL (SELECT t.PatientName AS x) l ON true
        SELECT lag(PatientName) OVER (ORDER BY size) AS x FROM t
        SELECT first_value(PatientName) OVER w AS x FROM t WINDOW w AS (PARTITION BY Modality ORDER BY size)
        SELECT nth_value(PatientName, 2) OVER (ORDER BY size) AS x FROM t
        SELECT string_agg(PatientName) OVER (ORDER BY size) AS x FROM t
        SELECT max(PatientName) OVER () AS x FROM t
        SELECT x FROM (SELECT PatientName AS x, row_number() OVER (PARTITION BY Modality ORDER BY size) AS n FROM t) WHERE n = 1
        SELECT PatientName AS x FROM t QUALIFY row_number() OVER (ORDER BY size) < 3
        SELECT PatientName AS x FROM t GROUP BY ALL
        SELECT DISTINCT PatientName AS x FROM t
        SELECT DISTINCT ON (Modality) PatientName AS x FROM t
        SELECT substr(PatientName, 1, 3) AS x FROM t GROUP BY 1
        SELECT PatientName AS x FROM t GROUP BY GROUPING SETS ((PatientName), ())
        SELECT PatientName AS x FROM t GROUP BY ROLLUP (PatientName, Modality)
        SELECT label AS x FROM plain UNION SELECT PatientName FROM t
        SELECT PatientName AS x FROM t UNION ALL SELECT label FROM plain
        SELECT PatientName AS x FROM t INTERSECT SELECT PatientName FROM t
        SELECT PatientName AS x FROM t EXCEPT SELECT label FROM plain
        SELECT label AS x FROM plain UNION ALL BY NAME SELECT PatientName AS x FROM t
        WITH c AS (SELECT PatientName AS n FROM t), d AS (SELECT upper(n) AS m FROM c) SELECT m AS x FROM d
        WITH c AS MATERIALIZED (SELECT * FROM t) SELECT PatientName AS x FROM c
        WITH RECURSIVE r(x, n) AS (SELECT PatientName, 1 FROM t UNION ALL SELECT substr(x, 2), n + 1 FROM r WHERE n < 3) SELECT x FROM r
        SELECT x FROM (FROM t SELECT PatientName AS x)
        FROM t SELECT PatientName AS x
        SELECT (SELECT min(PatientName) FROM t) AS x
        SELECT (SELECT PatientName FROM t WHERE t.Modality = p.Modality LIMIT 1) AS x FROM plain p
        SELECT ARRAY(SELECT PatientName FROM t) AS x
        SELECT a.PatientName AS x FROM t a JOIN t b ON a.PatientID = b.PatientID
        SELECT PatientName AS x FROM t NATURAL JOIN (SELECT Modality FROM plain)
        SELECT t.PatientName AS x FROM plain LEFT JOIN t USING (Modality)
        SELECT PatientName AS x FROM plain ASOF JOIN t ON plain.n >= t.size
        SELECT PatientName AS x FROM t SEMI JOIN plain USING (Modality)
        SELECT PatientName AS x FROM t POSITIONAL JOIN plain
        SELECT COLUMNS('PatientName') AS x FROM t
        SELECT upper(COLUMNS('Patient(Name)')) AS x FROM t
        SELECT * EXCLUDE (PatientID, born, Modality, size) RENAME (PatientName AS x) FROM t
        SELECT #1 AS x FROM t
        SELECT x FROM (VALUES ('a'), ((SELECT max(PatientName) FROM t))) v(x)
        SELECT value AS x FROM (UNPIVOT (SELECT PatientName, Modality FROM t) ON PatientName INTO NAME k VALUE value)
        SELECT CT AS x FROM (PIVOT (SELECT PatientName, Modality FROM t) ON Modality IN ('CT') USING min(PatientName))
        SELECT x FROM seen
        SELECT upper(x) AS x FROM seen_twice
        SELECT who AS x FROM kept
        SELECT who AS x FROM temporary
        SELECT who AS x FROM filled
        SELECT getvariable('who') AS x
        SELECT greet(PatientName) AS x FROM t
        SELECT x FROM query_table('t') q(x, a, b, c, d)
        SELECT x FROM (SUMMARIZE SELECT PatientName FROM t) s(a, b, x, c, d, e, f, g, h, i, j, k)
        """)];

    public static TheoryData<string> Innocent { get; } = [.. Lines("""
        SELECT count(*) AS x FROM t
        SELECT date_diff('day', born, DATE '2024-01-01') / 365.25 AS x FROM t
        SELECT count(DISTINCT PatientName) AS x FROM t
        SELECT approx_count_distinct(PatientID) AS x FROM t
        SELECT length(PatientName) AS x FROM t
        SELECT PatientName IS NULL AS x FROM t
        SELECT PatientName LIKE 'A%' AS x FROM t
        SELECT PatientName = 'x' AS x FROM t
        SELECT PatientName IN ('a', 'b') AS x FROM t
        SELECT PatientID BETWEEN 1 AND 2 AS x FROM t
        SELECT contains(PatientName, 'a') AS x FROM t
        SELECT regexp_matches(PatientName, 'a') AS x FROM t
        SELECT bool_or(PatientName > 'a') AS x FROM t
        SELECT year(born) AS x FROM t
        SELECT EXTRACT(year FROM born) AS x FROM t
        SELECT date_diff('year', born, DATE '2024-01-01') AS x FROM t
        SELECT date_diff('year', born, DATE '2024-01-01') // 10 * 10 AS x FROM t
        SELECT CASE WHEN date_diff('year', born, DATE '2024-01-01') > 60 THEN 'old' ELSE 'young' END AS x FROM t
        SELECT CASE WHEN PatientName < 'M' THEN 'first' ELSE 'second' END AS x FROM t
        SELECT Modality AS x FROM t
        SELECT Modality AS x FROM t WHERE PatientName > 'A' ORDER BY PatientName
        SELECT Modality || '/' || size AS x FROM t
        SELECT size * 2 AS x FROM t
        SELECT avg(size) AS x FROM t GROUP BY PatientName
        SELECT max(size) - min(size) AS x FROM t GROUP BY PatientName
        SELECT count(*) AS x FROM t GROUP BY PatientName HAVING count(*) > 0
        SELECT row_number() OVER (ORDER BY PatientName) AS x FROM t
        SELECT rank() OVER (PARTITION BY PatientName ORDER BY size) AS x FROM t
        SELECT lag(size) OVER (PARTITION BY PatientName ORDER BY born) AS x FROM t
        SELECT count(*) OVER (PARTITION BY PatientName) AS x FROM t
        SELECT first(Modality ORDER BY PatientName) AS x FROM t
        SELECT string_agg(Modality, ',' ORDER BY PatientName) AS x FROM t
        SELECT list(size) AS x FROM t GROUP BY PatientName
        SELECT arg_max(Modality, PatientID) AS x FROM t
        SELECT EXISTS (SELECT 1 FROM t WHERE PatientName = 'x') AS x
        SELECT (SELECT count(PatientName) FROM t) AS x
        SELECT label AS x FROM plain WHERE Modality IN (SELECT Modality FROM t WHERE PatientName > 'A')
        SELECT p.label AS x FROM plain p JOIN t ON p.Modality = t.Modality
        SELECT label AS x FROM plain UNION SELECT Modality FROM t
        SELECT Modality AS x FROM t EXCEPT SELECT PatientName FROM t
        WITH c AS (SELECT PatientName, size AS s FROM t) SELECT s AS x FROM c
        SELECT {'n': PatientName, 's': size}.s AS x FROM t
        SELECT struct_pack(a := PatientName, b := Modality).b AS x FROM t
        SELECT l.x FROM t, LATERAL (SELECT t.size + 1 AS x) l
        SELECT typeof(PatientName) AS x FROM t
        SELECT len(list(PatientName)) AS x FROM t
        SELECT list_contains(list(PatientName), 'x') AS x FROM t
        SELECT n AS x FROM kept
        SELECT n AS x FROM filled
        SELECT m AS x FROM seen
        SELECT COLUMNS('size') AS x FROM t
        SELECT StudyInstanceUID AS x FROM studies
        SELECT StudyDate AS x FROM studies
        SELECT StudyDate + 1 AS x FROM studies
        SELECT strftime(StudyDate, '%d.%m.%Y') AS x FROM studies
        SELECT PatientAge AS x FROM studies
        SELECT CAST(substr(PatientAge, 1, 3) AS INTEGER) AS x FROM studies
        SELECT PatientSex AS x FROM studies
        SELECT Description AS x FROM studies
        SELECT 'Ada' AS x FROM studies
        SELECT grouping(PatientName) AS x FROM t GROUP BY ROLLUP (PatientName)
        SELECT jaccard(PatientName, 'abc') AS x FROM t
        SELECT levenshtein(PatientName, 'abc') AS x FROM t
        SELECT strpos(PatientName, '^') AS x FROM t
        SELECT position('^' IN PatientName) AS x FROM t
        SELECT len(string_split(PatientName, '^')) AS x FROM t
        SELECT column_name AS x FROM (DESCRIBE SELECT PatientName FROM t)
        """)];

    [Theory]
    [MemberData(nameof(Identifying))]
    public void What_is_made_of_an_identified_column_is_masked(string sql)
    {
        var column = Of(sql);
        Assert.True(column.Field.Identified);
        Assert.All(TableSummary.Of(new Table(column), 10).First, r => Assert.True(r[0] is null || r[0]!.StartsWith('‹')));
    }

    [Theory]
    [MemberData(nameof(Innocent))]
    public void What_names_nobody_is_shown(string sql)
    {
        var column = Of(sql);
        Assert.False(column.Field.Identified);
        Assert.All(TableSummary.Of(new Table(column), 10).First, r => Assert.DoesNotContain('‹', r[0] ?? ""));
    }

    [Fact]
    public void There_are_as_many_as_are_claimed() => Assert.True(Identifying.Count >= 120 && Innocent.Count >= 60, $"{Identifying.Count}, {Innocent.Count}");

    private Column Of(string sql)
    {
        var result = tables.Engine.Query(sql);
        Assert.True(result.RowCount > 0);
        return result["x"];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One engine for all: its tables are only read.</summary>
    public sealed class Tables : IDisposable
    {
        public Tables()
        {
            Engine.Register("t", new Table(
                Column.Of("PatientName", "Derivingham^Ada", "Derivington^Bob", "Derivingson^Cyd").WithIdentified(true),
                Column.Of("PatientID", 900_711_1L, 900_711_2L, 900_711_3L).WithIdentified(true),
                Column.Of("born", new DateOnly(1940, 2, 13), new DateOnly(1941, 3, 14), new DateOnly(1942, 4, 15)).WithIdentified(true),
                Column.Of("Modality", "CT", "MR", "CT"),
                Column.Of("size", 1.5, 2.5, 3.5)));
            Engine.Register("plain", new Table(Column.Of("Modality", "CT", "MR"), Column.Of("label", "tube", "magnet"), Column.Of("n", 4, 5)));
            Engine.Register("studies", new Table(
                Column.Of("StudyInstanceUID", "2.25.329800735698586629295641978511506172918", "2.25.1"),
                Column.Of("StudyDate", new DateOnly(2024, 5, 1), new DateOnly(2024, 6, 1)),
                Column.Of("PatientAge", "083Y", "045Y"),
                Column.Of("PatientSex", "F", "M"),
                Column.Of("Description", "CT of Ada's thorax", "head")));
            foreach (var statement in (string[])
            [
                "CREATE VIEW seen AS SELECT PatientName AS x, Modality AS m FROM t", "CREATE OR REPLACE VIEW seen_twice(x) AS SELECT x FROM seen", "CREATE TABLE kept AS SELECT PatientName AS who, size AS n FROM t",
                "CREATE TEMP TABLE temporary AS (SELECT substr(PatientName, 1, 2) AS who FROM t)", "CREATE TABLE filled (who VARCHAR, n DOUBLE)", "INSERT INTO filled SELECT PatientName, size FROM t",
                "SET VARIABLE who = (SELECT max(PatientName) FROM t)", "CREATE MACRO greet(n) AS 'Dear ' || n",
            ])
            {
                Engine.Execute(statement, TestContext.Current.CancellationToken);
            }
        }

        public DuckDbEngine Engine { get; } = new(new EngineOptions { MemoryLimit = 256L << 20 });

        public void Dispose() => Engine.Dispose();
    }
}
