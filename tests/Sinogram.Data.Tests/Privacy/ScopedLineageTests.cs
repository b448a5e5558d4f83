using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>
/// Names in the scopes where they stand: the same alias may be a patient's name in one query and a modality in another, and what is not identified stays shown.
/// The expected marks are worked out by hand from what each column holds.
/// </summary>
public sealed class ScopedLineageTests : IDisposable
{
    private readonly DuckDbEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public ScopedLineageTests()
    {
        _engine.Register("t", new Table(
            Column.Of("PatientName", "Scopeham^Ada", "Scopeham^Bob", "Scopeham^Cyd").WithIdentified(true),
            Column.Of("PatientID", 900_300_1L, 900_300_2L, 900_300_3L).WithIdentified(true),
            Column.Of("born", new DateOnly(1940, 2, 3), new DateOnly(1941, 2, 3), new DateOnly(1942, 2, 3)).WithIdentified(true),
            Column.Of("Modality", "CT", "MR", "CT"),
            Column.Of("size", 1.5, 2.5, 3.5),
            _engine.Query("SELECT unnest([['thorax', 'abdomen'], ['head'], []]) AS tags")["tags"]));
        _engine.Register("plain", new Table(Column.Of("Modality", "CT", "MR"), Column.Of("label", "tube", "magnet"), Column.Of("n", 1L, 2L)));
        _engine.Register("nested", new Table(
            _engine.Query("SELECT unnest([['Scopeham^Ada'], ['Scopeham^Bob'], ['Scopeham^Cyd']]) AS names")["names"].WithIdentified(true),
            Column.Of("n", 1, 2, 3)));
        File.WriteAllText(Csv, "patient_id,diagnosis,visit\n4799331,benign,first\n");
    }

    private string Csv => Path.Combine(_folder.FullName, "ward.csv");

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    public static TheoryData<string, string> Statements => new()
    {
        // The same alias in several scopes.
        { "SELECT a.x, b.x AS y FROM (SELECT PatientName AS x FROM t) a, (SELECT Modality AS x FROM t) b", "10" },
        { "SELECT b.x AS y, a.x FROM (SELECT PatientName AS x FROM t) a, (SELECT Modality AS x FROM t) b", "01" },
        { "SELECT x FROM (SELECT Modality AS x FROM (SELECT PatientName AS x, Modality FROM t))", "0" },
        { "SELECT x FROM (SELECT x, Modality AS y FROM (SELECT PatientName AS x, Modality FROM t))", "1" },
        { "SELECT label AS PatientName FROM plain WHERE n IN (SELECT size FROM t WHERE PatientName > 'a')", "0" },
        { "SELECT p.Modality, p.label AS PatientName FROM plain p JOIN t USING (Modality)", "00" },
        { "SELECT t.Modality AS PatientName, t.PatientName AS Modality FROM t", "01" },
        { "SELECT PatientName FROM (SELECT Modality AS PatientName, PatientName AS Modality FROM t)", "0" },
        { "SELECT Modality FROM (SELECT Modality AS PatientName, PatientName AS Modality FROM t)", "1" },
        { "SELECT n FROM plain AS t", "0" },
        { "SELECT t.label FROM plain AS t", "0" },
        { "SELECT o.PatientName AS a, (SELECT max(i.label) FROM plain i WHERE i.Modality = o.Modality) AS b FROM t o", "10" },
        { "SELECT o.Modality AS a, (SELECT o.PatientName FROM plain i WHERE i.n = 1) AS b FROM t o", "01" },
        { "SELECT (SELECT Modality FROM plain LIMIT 1) AS a, (SELECT PatientName FROM plain LIMIT 1) AS b FROM t", "01" },
        { "SELECT Modality AS m, m || '!' AS again, upper(PatientName) AS m2 FROM t", "001" },
        { "SELECT PatientName AS Modality, Modality AS x FROM t", "10" },

        // Common tables.
        { "WITH c AS (SELECT PatientName AS x, Modality AS y FROM t) SELECT y, x FROM c", "01" },
        { "WITH c(a, b) AS (SELECT PatientName, Modality FROM t), d AS (SELECT b AS a, a AS b FROM c) SELECT a, b FROM d", "01" },
        { "WITH t AS (SELECT label AS PatientName FROM plain) SELECT PatientName FROM t", "0" },
        { "WITH plain AS (SELECT PatientName AS label FROM t) SELECT label FROM plain", "1" },
        { "WITH c AS (SELECT PatientName AS x FROM t) SELECT x FROM (WITH c AS (SELECT Modality AS x FROM t) SELECT x FROM c)", "0" },
        { "WITH c AS (SELECT Modality AS x FROM t) SELECT o.x, i.x AS y FROM c o, (WITH c AS (SELECT PatientName AS x FROM t) SELECT x FROM c) i", "01" },
        { "WITH c AS MATERIALIZED (SELECT * FROM t) SELECT Modality, PatientName FROM c", "01" },
        { "WITH RECURSIVE r(a, b, k) AS (SELECT PatientName, Modality, 1 FROM t UNION ALL SELECT a, b, k + 1 FROM r WHERE k < 2) SELECT * FROM r", "100" },
        { "WITH RECURSIVE r(a, b, k) AS (SELECT Modality, PatientName, 1 FROM t UNION ALL SELECT b, a, k + 1 FROM r WHERE k < 2) SELECT * FROM r", "110" },
        { "WITH c AS (SELECT PatientName AS p, size AS s FROM t), d AS (SELECT max(s) AS p FROM c) SELECT d.p, c.p AS q FROM c, d", "01" },

        // Set operations.
        { "SELECT label, n FROM plain UNION ALL SELECT PatientName, 1 FROM t", "10" },
        { "SELECT Modality, label FROM plain UNION SELECT Modality, PatientName FROM t", "01" },
        { "SELECT x FROM (SELECT Modality AS x FROM t UNION ALL SELECT label FROM plain)", "0" },
        { "SELECT Modality AS a FROM t UNION BY NAME SELECT PatientName AS b FROM t", "01" },
        { "SELECT Modality AS a, Modality AS b FROM t UNION BY NAME SELECT PatientName AS b FROM t", "01" },
        { "SELECT label FROM plain EXCEPT SELECT PatientName FROM t", "0" },
        { "SELECT PatientName FROM t EXCEPT SELECT label FROM plain", "1" },
        { "SELECT label FROM plain INTERSECT SELECT PatientName FROM t", "1" },
        { "SELECT * FROM (SELECT Modality, label FROM plain) UNION ALL SELECT Modality, PatientName FROM t", "01" },

        // Windows, groups, aggregates.
        { "SELECT row_number() OVER (PARTITION BY PatientName ORDER BY born) AS k, sum(size) OVER (PARTITION BY PatientName) AS s FROM t", "00" },
        { "SELECT first_value(Modality) OVER (ORDER BY PatientName) AS m, first_value(PatientName) OVER (ORDER BY Modality) AS p FROM t", "01" },
        { "SELECT lag(Modality, 1, PatientName) OVER (ORDER BY size) AS a, lead(Modality) OVER (ORDER BY PatientName) AS b FROM t", "10" },
        { "SELECT Modality, count(DISTINCT PatientID) AS patients, avg(size) AS s FROM t GROUP BY Modality", "000" },
        { "SELECT PatientID, Modality, count(*) AS n FROM t GROUP BY ALL", "100" },
        { "SELECT upper(PatientName) AS g, Modality FROM t GROUP BY g, Modality", "10" },
        { "SELECT arg_max(Modality, PatientName) AS a, arg_max(PatientName, size) AS b FROM t", "01" },
        { "SELECT max(size) FILTER (WHERE PatientName > 'a') AS a, string_agg(PatientName, ';') AS b FROM t", "01" },
        { "SELECT DISTINCT ON (PatientName) Modality, size FROM t", "00" },
        { "SELECT Modality FROM t QUALIFY row_number() OVER (PARTITION BY PatientName ORDER BY size) = 1", "0" },
        { "SELECT date_part('year', born) AS y, date_part('day', born) AS d, date_diff('day', born, DATE '2024-01-01') AS days, date_diff('year', born, DATE '2024-01-01') AS years FROM t", "0110" },

        // Lateral and joins.
        { "SELECT t.Modality, l.q FROM t, LATERAL (SELECT t.PatientName || '!' AS q) l", "01" },
        { "SELECT t.Modality, l.q FROM t, LATERAL (SELECT t.Modality || '!' AS q) l", "00" },
        { "SELECT * FROM t JOIN plain USING (Modality)", "11100000" },
        { "SELECT * FROM plain JOIN t USING (Modality)", "00011100" },
        { "SELECT * FROM plain NATURAL JOIN (SELECT Modality, PatientName FROM t)", "0001" },
        { "SELECT * FROM plain SEMI JOIN t USING (Modality)", "000" },
        { "SELECT k, a.Modality FROM (SELECT label AS k, Modality FROM plain) a JOIN (SELECT PatientName AS k FROM t) b USING (k)", "10" },
        { "SELECT a.*, b.Modality AS m FROM plain a JOIN t b ON a.Modality = b.Modality", "0000" },
        { "SELECT b.*, a.label FROM plain a JOIN t b ON a.Modality = b.Modality", "1110000" },
        { "SELECT p.x FROM plain AS p(x, y, z)", "0" },
        { "SELECT x, y FROM t AS q(x, i, b, y)", "10" },
        { "SELECT i.u, t.Modality FROM t, unnest(t.tags) AS i(u)", "00" },
        { "SELECT i.u, n FROM nested, unnest(nested.names) AS i(u)", "10" },

        // Stars.
        { "SELECT * EXCLUDE (PatientName, PatientID, born) FROM t", "000" },
        { "SELECT * EXCLUDE (Modality) FROM t", "11100" },
        { "SELECT t.* EXCLUDE (t.PatientName) FROM t", "11000" },
        { "SELECT * REPLACE (upper(Modality) AS PatientName) FROM t", "011000" },
        { "SELECT * RENAME (PatientName AS a, Modality AS PatientID2) FROM t", "111000" },
        { "SELECT Modality, * FROM t", "0111000" },
        { "SELECT *, Modality AS z FROM t", "1110000" },
        { "SELECT * FROM (SELECT size, * FROM t)", "0111000" },
        { "SELECT COLUMNS('Patient.*') FROM t", "11" },
        { "SELECT COLUMNS(c -> c LIKE 'Mod%') FROM t", "0" },
        { "SELECT max(COLUMNS(* EXCLUDE (tags))) FROM t", "11100" },
        { "SELECT count(COLUMNS(*)) FROM t", "000000" },
        { "SELECT coalesce(*COLUMNS(['Modality'])), size FROM t", "00" },
        { "FROM t", "111000" },
        { "FROM t SELECT size", "0" },

        // Structs, lists, rows.
        { "SELECT s.m, s.p FROM (SELECT {'p': PatientName, 'm': Modality} AS s FROM t)", "01" },
        { "SELECT s['m'] AS a, s['p'] AS b, s.p AS c FROM (SELECT {'p': PatientName, 'm': Modality} AS s FROM t)", "011" },
        { "SELECT q.s.m, q.s.p FROM (SELECT struct_pack(p := PatientName, m := Modality) AS s FROM t) q", "01" },
        { "SELECT s.outer.m, s.outer.p FROM (SELECT {'outer': {'p': PatientName, 'm': Modality}} AS s FROM t)", "01" },
        { "SELECT unnest({'p': PatientName, 'm': Modality}) FROM t", "10" },
        { "SELECT s.* FROM (SELECT {'m': Modality, 'p': PatientName} AS s FROM t)", "01" },
        { "SELECT list({'p': PatientName, 'm': Modality})[1].m AS a, list({'p': PatientName, 'm': Modality})[1].p AS b FROM t", "01" },
        { "SELECT list_transform(list(PatientName), x -> length(x)) AS a, list_transform(list(PatientName), x -> upper(x)) AS b FROM t", "01" },
        { "SELECT [x.m FOR x IN list({'p': PatientName, 'm': Modality})] AS a, [x.p FOR x IN list({'p': PatientName, 'm': Modality}) IF x.m = 'CT'] AS b FROM t", "01" },
        { "SELECT names[1] AS a, length(names) AS b, n FROM nested", "100" },
        { "SELECT unnest(names) AS a, n FROM nested", "10" },
        { "SELECT t FROM t", "1" },
        { "SELECT p FROM plain p", "0" },
        { "SELECT to_json(t) AS j, to_json({'m': Modality}) AS k FROM t", "10" },
        { "SELECT * FROM (VALUES (1, 'a')) AS v(PatientName, b), plain WHERE EXISTS (SELECT 1 FROM t)", "00000" },

        // Pivots and summaries.
        { "SELECT * FROM (SELECT Modality, label, n FROM plain WHERE n < (SELECT count(*) FROM t)) PIVOT (max(label) FOR Modality IN ('CT', 'MR'))", "000" },
        { "SELECT * FROM (SELECT size, Modality, PatientName FROM t) PIVOT (max(PatientName) FOR Modality IN ('CT', 'MR'))", "011" },
        { "SELECT * FROM (SELECT PatientName, Modality, size FROM t) PIVOT (max(size) FOR Modality IN ('CT', 'MR'))", "100" },

        // What is said of values, and what is chosen of them.
        { "SELECT CASE WHEN PatientName > 'a' THEN Modality ELSE 'none' END AS a, CASE Modality WHEN 'CT' THEN PatientName END AS b FROM t", "01" },
        { "SELECT coalesce(Modality, PatientName) AS a, nullif(Modality, PatientName) AS b, if(PatientName > 'a', 1, 0) AS c FROM t", "100" },
        { "SELECT PatientName IN (SELECT label FROM plain) AS a, EXISTS (SELECT PatientName FROM t) AS b FROM t", "00" },
        { "SELECT md5(PatientName) AS a, PatientName COLLATE NOCASE AS b, #4 AS c FROM t", "110" },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_name_is_what_it_is_in_its_scope(string sql, string expected)
    {
        var result = _engine.Query(sql);
        Assert.Equal(expected, string.Concat(result.Schema.Select(f => f.Identified ? '1' : '0')));
    }

    [Theory]
    [InlineData("SELECT * FROM FILE", "100")]
    [InlineData("SELECT diagnosis AS patient_id, patient_id AS k FROM FILE", "01")]
    [InlineData("SELECT f.*, p.label AS patient_id2 FROM FILE f, plain p", "1000")]
    [InlineData("SELECT a.diagnosis, t.PatientName AS visit FROM FILE a, t", "01")]
    [InlineData("SELECT * RENAME (patient_id AS k) FROM FILE", "100")]
    [InlineData("SELECT * EXCLUDE (patient_id) FROM FILE", "00")]
    [InlineData("WITH c AS (SELECT *, diagnosis AS d FROM FILE) SELECT d, patient_id, visit FROM c", "010")]
    [InlineData("SELECT x FROM (SELECT diagnosis AS x FROM FILE) WHERE x IN (SELECT patient_id::VARCHAR AS x FROM FILE)", "0")]
    [InlineData("SELECT * FROM FILE UNION ALL SELECT 1, label, 'x' FROM plain", "100")]
    public void Columns_of_a_file_count_by_their_own_names_wherever_they_go(string sql, string expected)
    {
        var result = _engine.Query(sql.Replace("FILE", $"read_csv('{Csv}')", StringComparison.Ordinal));
        Assert.Equal(expected, string.Concat(result.Schema.Select(f => f.Identified ? '1' : '0')));
    }

    [Fact]
    public void The_numbers_of_rows_identify_nobody()
    {
        _engine.Register("numbered", new Table(Column.Of("PatientName", "Scopeham^Ada", "Scopeham^Bob").WithIdentified(true), Column.Of("Modality", "CT", "MR")), "sinogram$row", CancellationToken.None);
        Assert.Equal("010", Marks("SELECT coalesce(l.\"sinogram$row\", -1) AS a, PatientName, Modality FROM numbered AS l"));
        Assert.Equal("100", Marks("WITH self AS (SELECT * FROM numbered) SELECT * FROM self"));
    }

    [Fact]
    public void Tables_that_are_registered_and_identify_nobody_make_nothing_else_identify()
    {
        using var engine = new DuckDbEngine();
        engine.Register("plain", new Table(Column.Of("Modality", "CT", "MR")));
        Assert.False(engine.Query("SELECT name FROM duckdb_settings() WHERE name = 'threads'").Schema[0].Identified);
    }

    [Fact]
    public void What_stands_beside_a_name_in_one_column_becomes_no_identifying_value_of_its_own()
    {
        var ward = $"Bluebellward {Guid.NewGuid():N}";
        _engine.Register("wards", new Table(Column.Of("ward", ward)));
        var mixed = _engine.Query("SELECT ward AS who FROM wards UNION ALL SELECT PatientName FROM t");
        Assert.True(mixed.Schema[0].Identified);
        var kept = mixed.Filter("who IS NOT NULL").With(c => c.Rename("other"));
        Assert.True(kept.Schema[0].Identified);
        Assert.Equal(ward, IdentifyingValues.OfProcess.Masked(ward));
        Assert.NotEqual("Scopeham^Ada", IdentifyingValues.OfProcess.Masked("Scopeham^Ada"));

        // What is computed is known from then on.
        _engine.Query("SELECT reverse(PatientName) AS r FROM t");
        Assert.NotEqual("maheepocS", IdentifyingValues.OfProcess.Masked("ydB^boB^mahepocS adA^mahepocS"));
    }

    [Fact]
    public void Tables_and_views_of_the_engine_pass_on_what_came_into_them()
    {
        Make("CREATE TABLE a AS SELECT PatientName AS x, Modality AS y, substr(PatientName, 1, 2) AS z FROM t");
        Assert.Equal("101", Marks("SELECT x, y, z FROM a"));
        Make("CREATE TABLE b(x VARCHAR, y VARCHAR); INSERT INTO b SELECT Modality, PatientName FROM t");
        Assert.Equal("01", Marks("SELECT * FROM b"));
        Make("CREATE TABLE c(x VARCHAR, y VARCHAR); INSERT INTO c (y, x) SELECT Modality, PatientName FROM t");
        Assert.Equal("10", Marks("SELECT * FROM c"));
        Make("CREATE VIEW v(m, k) AS SELECT Modality, substr(PatientName, 1, 2) FROM t");
        Assert.Equal("01", Marks("SELECT * FROM v"));
        Make("CREATE OR REPLACE TABLE a AS SELECT label AS x FROM plain");
        Assert.Equal("0", Marks("SELECT x FROM a"));
        Make("CREATE MACRO initials() AS TABLE SELECT PatientName AS i FROM t");
        Assert.Equal("1", Marks("SELECT i AS j FROM initials()"));
        Make("CREATE VIEW later AS SELECT label AS l FROM plain");
        _engine.Register("plain", new Table(Column.Of("label", "Qx").WithIdentified(true)));
        Assert.Equal("1", Marks("SELECT l FROM later"));
    }

    [Fact]
    public void Files_of_such_tables_keep_the_marks()
    {
        Make("CREATE TABLE kept AS SELECT substr(PatientName, 1, 2) AS x, Modality AS y FROM t");
        foreach (var file in (string[])["a.parquet", "a.arrow"])
        {
            var path = Path.Combine(_folder.FullName, file);
            _engine.Export("SELECT y, x FROM kept", path);
            Assert.Equal([false, true], Table.Read(path).Schema.Select(f => f.Identified));
        }

        // Where it cannot be told, the file says nothing, and its columns count as those of any other.
        var untold = Path.Combine(_folder.FullName, "b.parquet");
        _engine.Export("SELECT $who AS surname, 1 AS n", untold, options: new QueryOptions { Parameters = new Dictionary<string, object?> { ["who"] = "Scopeham^Ada" } });
        Assert.Equal([true, false], _engine.ReadParquet(untold).Schema.Select(f => f.Identified));
    }

    [Fact]
    public void A_file_of_unknown_origin_is_told_by_its_values_too()
    {
        var csv = Path.Combine(_folder.FullName, "who.csv");
        File.WriteAllText(csv, "label,n\nnobody,1\nScopeham^Ada,2\n");
        Assert.Equal("10", Marks($"SELECT * FROM read_csv('{csv}')"));
    }

    private void Make(string sql) => _engine.Execute(sql, TestContext.Current.CancellationToken);

    private string Marks(string sql) => string.Concat(_engine.Query(sql).Schema.Select(f => f.Identified ? '1' : '0'));

    [Fact]
    public void A_column_under_another_name_reads_as_the_attribute_that_it_is()
    {
        var result = _engine.Query("SELECT q AS who, upper(q) AS loud, greeting FROM (SELECT PatientName AS q, 'Dear ' || PatientName || ' of ' || PatientID AS greeting FROM t)");
        Assert.StartsWith("‹PatientName·", IdentifyingColumns.MaskOf(result["who"], 0), StringComparison.Ordinal);
        Assert.Equal(IdentifyingColumns.MaskOf(result["who"], 0), IdentifyingColumns.MaskOf(result["loud"], 0));
        Assert.StartsWith("‹greeting·", IdentifyingColumns.MaskOf(result["greeting"], 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_statement_is_followed()
    {
        var sql = "SELECT Modality AS x, PatientName AS y FROM t";
        for (var i = 0; i < 40; i++)
        {
            sql = $"SELECT x, y FROM ({sql})";
        }

        Assert.Equal([false, true], _engine.Query(sql).Schema.Select(f => f.Identified));
    }
}
