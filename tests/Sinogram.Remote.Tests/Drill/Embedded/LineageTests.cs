using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Which columns of Drill's results identify, by what each is computed from in its scope.</summary>
public sealed class LineageTests : IDisposable
{
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public LineageTests()
    {
        _drill.Register("t", new Table(
            Column.Of("PatientName", "Drillingham^Ada", "Drillingham^Bob").WithIdentified(true),
            Column.Of("PatientBirthDate", new DateOnly(1933, 2, 3), new DateOnly(1934, 5, 6)).WithIdentified(true),
            Column.Of("Modality", "CT", "MR"),
            Column.Of("size", 1.5, 2.5)));
        _drill.Register("plain", new Table(Column.Of("Modality", "CT", "MR"), Column.Of("label", "tube", "magnet")));
        File.WriteAllText(Path.Combine(_folder.FullName, "ward.csvh"), "patient_id,diagnosis\nDR-4799331,benign\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "ward.json"), """{"patient_id": "DR-4799332", "diagnosis": "benign", "inner": {"surname": "Drillingson", "ward": "two"}}""");
        _drill.SetWorkspace("dfs", _folder.FullName, writable: true);
    }

    public void Dispose()
    {
        _drill.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("SELECT * FROM t", "1100")]
    [InlineData("SELECT PatientName AS Modality, Modality AS PatientName FROM t", "10")]
    [InlineData("SELECT a.x AS p, b.x AS m FROM (SELECT PatientName AS x FROM t) a, (SELECT Modality AS x FROM t) b", "10")]
    [InlineData("SELECT x FROM (SELECT Modality AS x FROM (SELECT PatientName AS x, Modality FROM t) u) v", "0")]
    [InlineData("WITH c AS (SELECT PatientName AS x, Modality AS y FROM t) SELECT y, x FROM c", "01")]
    [InlineData("WITH t AS (SELECT label AS PatientName FROM plain) SELECT PatientName FROM t", "0")]
    [InlineData("SELECT p.label, t.PatientName AS who FROM t JOIN plain p ON p.Modality = t.Modality", "01")]
    [InlineData("SELECT Modality, COUNT(DISTINCT PatientName) AS n, AVG(size) AS s FROM t GROUP BY Modality", "000")]
    [InlineData("SELECT UPPER(PatientName) AS g, COUNT(*) AS n FROM t GROUP BY UPPER(PatientName)", "10")]
    [InlineData("SELECT label AS v FROM plain UNION ALL SELECT PatientName FROM t", "1")]
    [InlineData("SELECT v FROM (SELECT label AS v FROM plain UNION SELECT Modality FROM t) u", "0")]
    [InlineData("SELECT ROW_NUMBER() OVER (PARTITION BY PatientName ORDER BY size) AS k, FIRST_VALUE(Modality) OVER (ORDER BY PatientName) AS m FROM t", "00")]
    [InlineData("SELECT o.Modality, (SELECT MAX(i.label) FROM plain i WHERE i.Modality = o.Modality) AS l FROM t o WHERE o.PatientName > 'a'", "00")]
    [InlineData("SELECT CASE WHEN PatientName LIKE 'A%' THEN Modality ELSE 'none' END AS a, CASE WHEN size > 1 THEN PatientName END AS b FROM t", "01")]
    [InlineData("SELECT CAST(PatientBirthDate AS VARCHAR) AS d, EXTRACT(YEAR FROM PatientBirthDate) AS y, SUBSTR(PatientName, 1, 3) AS s FROM t", "101")]
    [InlineData("SELECT Modality || '!' AS a, CONCAT('Dear ', PatientName) AS b FROM t", "01")]
    [InlineData("SELECT * FROM dfs.`ward.csvh`", "10")]
    [InlineData("SELECT diagnosis AS patient_id, patient_id AS k FROM dfs.`ward.csvh`", "01")]
    [InlineData("SELECT x FROM (SELECT patient_id, diagnosis AS x FROM dfs.`ward.csvh`) u", "0")]
    [InlineData("SELECT patient_id, diagnosis FROM dfs.`ward.json`", "10")]
    [InlineData("SELECT w.diagnosis AS d, w.patient_id AS k FROM dfs.`ward.json` w, plain p", "01")]
    public void A_column_is_what_it_is_computed_from(string sql, string expected) => Assert.Equal(expected, Marks(sql));

    [Fact]
    public void What_is_public_is_not_marked_by_its_names()
    {
        foreach (var file in (string[])["ward.csvh", "ward.json"])
        {
            var result = _drill.Run($"SELECT patient_id, diagnosis FROM dfs.`{file}`", new QueryOptions { IsPublic = true }, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(result.Table.Schema, f => f.Identified);
        }
    }

    [Fact]
    public void A_view_and_a_table_of_identified_columns_pass_the_mark_on()
    {
        Marks("CREATE TEMPORARY TABLE kept AS SELECT PatientName AS who, Modality FROM t");
        Assert.Equal("10", Marks("SELECT who AS x, Modality AS y FROM kept"));
        Marks("CREATE VIEW dfs.seen AS SELECT diagnosis AS d, patient_id AS k FROM dfs.`ward.json`");
        Assert.Equal("01", Marks("SELECT d AS a, k AS b FROM dfs.seen"));
        Marks("CREATE TABLE dfs.stored AS SELECT PatientName AS who, Modality FROM t");
        Assert.Equal("10", Marks("SELECT who AS x, Modality AS y FROM dfs.stored"));
    }

    [Theory]
    [InlineData("SELECT CAST(PatientName AS INT) FROM dfs.`people.json`", "NumberFormatException: \"…\" is no whole number")]
    [InlineData("SELECT CAST(p.who.PatientName AS DATE) FROM dfs.`people.json` p", "\"…\" is no date")]
    [InlineData("SELECT PatientName, CAST(PatientID AS INT) * 2147483647 FROM dfs.`people.json`", "The multiplication goes beyond INT")]
    [InlineData("SELECT CAST(ward AS INT) FROM dfs.`people.json`", "NumberFormatException: \"Seven\" is no whole number")]
    [InlineData("SELECT CAST(PatientName AS BOOLEAN) FROM dfs.`people.json`", "Invalid value for boolean: …")]
    [InlineData("SELECT CAST(mrn AS INT) FROM dfs.`people.json`", "… is beyond INT")]
    [InlineData("SELECT CAST(mrn AS DECIMAL(5, 0)) FROM dfs.`people.json`", "The value … has more digits than the type")]
    [InlineData("SELECT CAST(CAST(mrn AS DECIMAL(12, 1)) AS DECIMAL(5, 1)) FROM dfs.`people.json`", "Value … overflows specified precision 5 with scale 1")]
    [InlineData("SELECT CHR(mrn - 84719377123) FROM dfs.`people.json`", "There is no character with the number …")]
    public void An_error_quotes_no_value_where_a_column_that_identifies_is_read(string sql, string message)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "people.json"), """{"PatientName": "Quisling^Vidkun", "PatientID": "7", "mrn": 84721377123, "ward": "Seven", "who": {"PatientName": "Quisling^Vidkun"}}""");
        Assert.Equal(message, Assert.Throws<DrillException>(() => _drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken)).Message);
    }

    private string Marks(string sql) =>
        string.Concat(_drill.Run(sql, new QueryOptions(), TestContext.Current.CancellationToken).Table.Schema.Select(f => f.Identified ? '1' : '0'));
}
