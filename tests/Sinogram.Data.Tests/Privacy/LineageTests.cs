namespace Sinogram.Data.Tests.Privacy;

/// <summary>Which columns of results identify, through what SQL does with them.</summary>
public sealed class LineageTests : IDisposable
{
    private readonly DuckDbEngine _engine = new();
    // What one test learns as identifying is known to the whole process: no other may have it in its plain columns.
    private readonly string _unique = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public LineageTests()
    {
        var table = new Table(
            Column.Of("PatientName", "Linneageham^Ada", "Linneageham^Bob", "Linneageham^Cyd").WithIdentified(true),
            Column.Of("PatientID", 900_100_1L, 900_100_2L, 900_100_3L).WithIdentified(true),
            Column.Of("born", new DateOnly(1950, 2, 3), new DateOnly(1951, 2, 3), new DateOnly(1952, 2, 3)).WithIdentified(true),
            Column.Of("Modality", "CT", "MR", "CT"),
            Column.Of("size", 1.5, 2.5, 3.5));
        _engine.Register("t", table);
        _engine.Register("plain", new Table(Column.Of("Modality", "CT", "MR"), Column.Of("label", $"tube {_unique}", $"magnet {_unique}")));
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("SELECT PatientName FROM t", "1")]
    [InlineData("SELECT PatientName AS n, Modality FROM t", "10")]
    [InlineData("SELECT PatientName Modality, size AS m FROM t", "10")]
    [InlineData("SELECT upper(PatientName), substr(PatientName, 1, 2) AS Modality FROM t", "11")]
    [InlineData("SELECT 'Mr ' || PatientName AS greeting, size * 2 AS doubled FROM t", "10")]
    [InlineData("SELECT * FROM t", "11100")]
    [InlineData("SELECT * EXCLUDE (PatientID) FROM t", "1100")]
    [InlineData("SELECT * REPLACE (PatientName AS Modality) FROM t", "11110")]
    [InlineData("SELECT CAST(PatientID AS VARCHAR) AS k, CAST(PatientID AS BIGINT) + 1 AS m FROM t", "11")]
    [InlineData("SELECT count(*), count(DISTINCT PatientName) AS n FROM t", "00")]
    [InlineData("SELECT length(PatientName) AS l, year(born) AS y FROM t", "00")]
    [InlineData("SELECT PatientName, count(*) AS n FROM t GROUP BY PatientName", "10")]
    [InlineData("SELECT Modality, max(PatientName) AS last, avg(size) AS s, list(PatientID) AS ids FROM t GROUP BY Modality", "0101")]
    [InlineData("SELECT p.label, t.PatientName AS who FROM t JOIN plain p ON p.Modality = t.Modality", "01")]
    [InlineData("WITH c(a, b) AS (SELECT PatientName, Modality FROM t) SELECT a, b FROM c", "10")]
    [InlineData("SELECT x, y FROM (SELECT Modality AS x, PatientName AS y FROM t)", "01")]
    [InlineData("SELECT u.q FROM (SELECT PatientName FROM t) AS u(q)", "1")]
    [InlineData("SELECT label FROM plain UNION ALL SELECT PatientName FROM t", "1")]
    [InlineData("SELECT CASE WHEN PatientName LIKE 'A%' THEN 'first' ELSE 'second' END AS half, CASE WHEN size > 2 THEN PatientName END AS c FROM t", "01")]
    [InlineData("SELECT PatientName = 'x' AS is_x, PatientName IS NULL AS missing, size FROM t", "000")]
    [InlineData("SELECT (SELECT max(PatientName) FROM t) AS m, label FROM plain", "10")]
    [InlineData("SELECT row_number() OVER (ORDER BY PatientName) AS n, lag(PatientName) OVER (ORDER BY size) AS before FROM t", "01")]
    [InlineData("SELECT {'n': PatientName, 's': size} AS pair FROM t", "1")]
    [InlineData("SELECT born + 1 AS next_day, strftime(born, '%d.%m.%Y') AS german FROM t", "11")]
    [InlineData("SELECT Modality, label FROM plain", "00")]
    [InlineData("SELECT t.PatientName AS label, p.label AS other FROM t JOIN plain p USING (Modality)", "10")]
    [InlineData("SELECT a.x, b.x AS y FROM (SELECT PatientName AS x FROM t) a, (SELECT Modality AS x FROM t) b", "10")]
    [InlineData("SELECT PatientName AS n, upper(n) AS u, size FROM t", "110")]
    [InlineData("SELECT size, (SELECT max(label) FROM plain p WHERE p.Modality = t.Modality) AS l FROM t WHERE PatientName > 'a'", "00")]
    public void A_column_that_is_computed_from_an_identified_one_is_identified(string sql, string expected)
    {
        var result = _engine.Query(sql);
        Assert.Equal(expected, string.Concat(result.Schema.Select(f => f.Identified ? '1' : '0')));
    }

    [Fact]
    public void A_column_is_marked_for_where_it_comes_from_and_not_for_values_that_an_identified_one_has_too()
    {
        var same = $"Equalham {_unique}";
        _engine.Register("identified", new Table(Column.Of("PatientName", same, same).WithIdentified(true)));
        _engine.Register("wards", new Table(Column.Of("ward", same, same)));
        Assert.False(_engine.Query("SELECT ward AS w FROM wards").Schema[0].Identified);
        Assert.True(_engine.Query("SELECT PatientName AS w FROM identified").Schema[0].Identified);

        // What the engine's own tables and views have taken in, and values that are given, are told by what they hold.
        _engine.Execute("CREATE TABLE kept AS SELECT PatientName AS x FROM identified", TestContext.Current.CancellationToken);
        Assert.True(_engine.Query("SELECT x AS y FROM kept").Schema[0].Identified);
        _engine.Execute("CREATE VIEW seen AS SELECT PatientName AS x FROM identified", TestContext.Current.CancellationToken);
        Assert.True(_engine.Query("SELECT x AS y FROM seen").Schema[0].Identified);
        Assert.True(_engine.Query("SELECT $who AS y", new { who = same }).Schema[0].Identified);
    }

    [Fact]
    public void Parquet_and_Arrow_files_of_our_own_keep_the_flag_and_say_where_there_is_none()
    {
        var parquet = Path.Combine(_folder.FullName, "a.parquet");
        _engine.WriteParquet(_engine.Query("SELECT PatientName AS who, Modality FROM t"), parquet);
        Assert.Equal([true, false], _engine.ReadParquet(parquet).Schema.Select(f => f.Identified));
        Assert.Equal([true, false], _engine.Query($"SELECT who AS x, Modality FROM '{parquet}'").Schema.Select(f => f.Identified));

        var exported = Path.Combine(_folder.FullName, "b.parquet");
        _engine.Export("SELECT upper(PatientName) AS who, size FROM t", exported);
        Assert.Equal([true, false], _engine.ReadParquet(exported).Schema.Select(f => f.Identified));

        var harmless = Path.Combine(_folder.FullName, "c.parquet");
        _engine.WriteParquet(new Table(Column.Of("name", "magnet", "tube")), harmless);
        Assert.False(_engine.ReadParquet(harmless).Schema[0].Identified);

        var arrow = Path.Combine(_folder.FullName, "d.arrow");
        _engine.Export("SELECT PatientName AS who, size FROM t", arrow);
        Assert.Equal([true, false], Table.ReadArrow(arrow).Schema.Select(f => f.Identified));
    }

    [Fact]
    public void Files_of_unknown_origin_are_marked_by_the_names_of_their_columns_unless_public()
    {
        var csv = Path.Combine(_folder.FullName, "ward.csv");
        File.WriteAllText(csv, "patient_id,Last Name,dob,diagnosis\n4711881,Linneageson,1950-02-03,benign\n");
        var sql = $"SELECT *, diagnosis AS d, \"Last Name\" AS who FROM read_csv('{csv}')";
        Assert.Equal("111001", string.Concat(_engine.Query(sql).Schema.Select(f => f.Identified ? '1' : '0')));
        Assert.DoesNotContain(_engine.Run(sql, new QueryOptions { IsPublic = true }).Table.Schema, f => f.Identified);
        _engine.Execute($"CREATE VIEW ward AS SELECT * FROM read_csv('{csv}')", TestContext.Current.CancellationToken);
        Assert.True(_engine.Query("SELECT patient_id AS k FROM ward").Schema[0].Identified);
    }

    [Fact]
    public void Tables_of_a_database_that_is_attached_are_marked_by_the_names_of_their_columns()
    {
        var file = Path.Combine(_folder.FullName, "ward.db");
        using (var other = new DuckDbEngine())
        {
            other.Execute($"ATTACH '{file}' AS w; CREATE TABLE w.ward AS SELECT 'Attachham' AS surname, 'benign' AS diagnosis", TestContext.Current.CancellationToken);
        }

        _engine.Execute($"ATTACH '{file}' AS w (READ_ONLY)", TestContext.Current.CancellationToken);
        Assert.Equal([true, false, true], _engine.Query("SELECT surname AS x, diagnosis, upper(surname) AS y FROM w.ward").Schema.Select(f => f.Identified));
    }

    [Fact]
    public void Records_made_of_identified_values_become_identified_columns_again()
    {
        var records = _engine.Query("SELECT PatientName, Modality, size FROM t").ToRecords<Image>().ToList();
        var table = Table.From(records.Select(r => new { Person = r.PatientName, r.Modality, r.Size }));
        Assert.Equal([true, false, false], table.Schema.Select(f => f.Identified));
    }

    private sealed record Image(string PatientName, string Modality, double Size);
}
