using Sinogram.Data;
using Sinogram.Data.Presentation;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>What Drill's own functions and statements make of identified columns, and of others.</summary>
public sealed class DrillDerivationTests(DrillDerivationTests.Tables tables) : IClassFixture<DrillDerivationTests.Tables>
{
    public static TheoryData<string> Identifying { get; } = [.. Lines("""
        SELECT PatientName AS x FROM t
        SELECT `t`.`PatientName` AS x FROM t
        SELECT SUBSTR(PatientName, 1, 1) AS x FROM t
        SELECT INITCAP(PatientName) AS x FROM t
        SELECT REGEXP_REPLACE(PatientName, '[a-z]', '') AS x FROM t
        SELECT SPLIT(PatientName, '^') AS x FROM t
        SELECT SPLIT(PatientName, '^')[0] AS x FROM t
        SELECT FLATTEN(SPLIT(PatientName, '^')) AS x FROM t
        SELECT f.x FROM (SELECT FLATTEN(names) AS x FROM nested) f
        SELECT FLATTEN(n.names) AS x FROM nested n
        SELECT CONVERT_TO(PatientName, 'UTF8') AS x FROM t
        SELECT CONVERT_FROM(CONVERT_TO(PatientName, 'UTF8'), 'UTF8') AS x FROM t
        SELECT CAST(PatientName AS VARCHAR(3)) AS x FROM t
        SELECT TO_CHAR(PatientBirthDate, 'dd.MM.yyyy') AS x FROM t
        SELECT DATE_ADD(PatientBirthDate, 1) AS x FROM t
        SELECT EXTRACT(DAY FROM PatientBirthDate) AS x FROM t
        SELECT DATE_PART('month', PatientBirthDate) AS x FROM t
        SELECT MAX(PatientName) AS x FROM t
        SELECT ANY_VALUE(PatientName) AS x FROM t
        SELECT COALESCE(PatientName, 'none') AS x FROM t
        SELECT CASE WHEN size > 1 THEN PatientName ELSE Modality END AS x FROM t
        SELECT NULLIF(PatientName, 'a') AS x FROM t
        SELECT CONCAT(Modality, ' ', PatientName) AS x FROM t
        SELECT REVERSE(PatientName) AS x FROM t
        SELECT LEAD(PatientName) OVER (ORDER BY size) AS x FROM t
        SELECT FIRST_VALUE(PatientName) OVER (PARTITION BY Modality ORDER BY size) AS x FROM t
        SELECT label AS x FROM plain UNION ALL SELECT PatientName FROM t
        SELECT DISTINCT PatientName AS x FROM t
        SELECT PatientName AS x FROM t GROUP BY PatientName
        SELECT SUBSTR(PatientName, 1, 3) AS x FROM t GROUP BY SUBSTR(PatientName, 1, 3)
        SELECT a.PatientName AS x FROM t a INNER JOIN plain b ON a.Modality = b.Modality
        WITH c AS (SELECT PatientName AS n FROM t) SELECT n AS x FROM c
        SELECT l.x FROM nested n, LATERAL (SELECT FLATTEN(n.names) AS x FROM (VALUES (1)) q(a)) l
        SELECT columns[0] AS x FROM dfs.`people.csv`
        SELECT SUBSTR(columns[0], 1, 3) AS x FROM dfs.`people.csv`
        SELECT columns AS x FROM dfs.`people.csv`
        SELECT surname AS x FROM dfs.`people.csvh`
        SELECT UPPER(surname) AS x FROM dfs.`people.csvh`
        SELECT p.person.surname AS x FROM dfs.`people.json` p
        SELECT p.person AS x FROM dfs.`people.json` p
        SELECT p.others[0].surname AS x FROM dfs.`people.json` p
        SELECT p.person.address.street AS x FROM dfs.`people.json` p
        SELECT f.kv.`value` AS x FROM (SELECT FLATTEN(KVGEN(p.texts)) AS kv FROM dfs.`people.json` p) f
        SELECT f.p.surname AS x FROM (SELECT FLATTEN(p.others) AS p FROM dfs.`people.json` p) f
        SELECT CONVERT_TO(p.person, 'JSON') AS x FROM dfs.`people.json` p
        SELECT KVGEN(p.texts) AS x FROM dfs.`people.json` p
        SELECT who AS x FROM dfs.`kept`
        SELECT SUBSTR(who, 2) AS x FROM dfs.seen
        SELECT who AS x FROM dfs.`kept_json`
        """)];

    public static TheoryData<string> Innocent { get; } = [.. Lines("""
        SELECT COUNT(DISTINCT PatientName) AS x FROM t
        SELECT LENGTH(PatientName) AS x FROM t
        SELECT CHAR_LENGTH(PatientName) AS x FROM t
        SELECT EXTRACT(YEAR FROM PatientBirthDate) AS x FROM t
        SELECT AVG(size) AS x FROM t GROUP BY PatientName
        SELECT Modality AS x FROM t WHERE PatientName LIKE 'F%'
        SELECT columns[1] AS x FROM dfs.`people.csv`
        SELECT f.p.dose AS x FROM (SELECT FLATTEN(p.others) AS p FROM dfs.`people.json` p) f
        SELECT CASE WHEN PatientName > 'M' THEN 'a' ELSE 'b' END AS x FROM t
        SELECT ROW_NUMBER() OVER (ORDER BY PatientName) AS x FROM t
        SELECT n.person.ward AS x FROM nested n
        SELECT FLATTEN(doses) AS x FROM nested
        SELECT p.person.ward AS x FROM dfs.`people.json` p
        SELECT diagnosis AS x FROM dfs.`people.csvh`
        SELECT n AS x FROM dfs.`kept`
        SELECT label AS x FROM plain UNION SELECT Modality FROM t
        SELECT POSITION('^' IN PatientName) AS x FROM t
        SELECT PatientName = 'x' AS x FROM t
        SELECT REPEATED_COUNT(SPLIT(PatientName, '^')) AS x FROM t
        SELECT TYPEOF(PatientName) AS x FROM t
        SELECT dir0 AS x FROM dfs.`parts`
        SELECT p.others[0].dose AS x FROM dfs.`people.json` p
        SELECT COUNT(*) AS x FROM dfs.`people.json`
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
    public void What_names_nobody_is_shown(string sql) => Assert.False(Of(sql).Field.Identified);

    private Column Of(string sql)
    {
        var result = tables.Drill.Run(sql, new QueryOptions(), TestContext.Current.CancellationToken).Table;
        Assert.True(result.RowCount > 0);
        return result["x"];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>One Drill for all.</summary>
    public sealed class Tables : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sinogram-");

        public Tables()
        {
            string[] names = ["Flattenham^Ada", "Flattenson^Bob"];
            Drill.Register("t", new Table(
                Column.Of("PatientName", names).WithIdentified(true),
                Column.Of("PatientBirthDate", new DateOnly(1933, 2, 13), new DateOnly(1934, 5, 16)).WithIdentified(true),
                Column.Of("Modality", "CT", "MR"),
                Column.Of("size", 1.5, 2.5)));
            Drill.Register("plain", new Table(Column.Of("Modality", "CT", "MR"), Column.Of("label", "tube", "magnet")));
            Drill.Register("nested", new Table(
                Column.Of("names", names.Select(n => new[] { n, n + "^X" })).WithIdentified(true),
                Column.Of("doses", new[] { 1.5 }, new[] { 2.5 }),
                new DuckDbEngine().Query("SELECT {'surname': s, 'ward': w} AS person FROM (VALUES ('Flattenham', 'two'), ('Flattenson', 'three')) v(s, w)")["person"]));
            File.WriteAllText(Path.Combine(_folder.FullName, "people.csv"), "Flattenworth^Eve,benign\nFlattenwick^Tom,benign\n");
            File.WriteAllText(Path.Combine(_folder.FullName, "people.csvh"), "surname,diagnosis\nHeadingworth,benign\n");
            File.WriteAllText(Path.Combine(_folder.FullName, "people.json"), """{"person": {"surname": "Jsonworth", "ward": "two", "address": {"street": "Jsonalley 4"}}, "texts": {"surname": "Jsonwick", "first": "a"}, "others": [{"surname": "Jsonmore", "dose": 3}]}""");
            Directory.CreateDirectory(Path.Combine(_folder.FullName, "parts", "m=CT"));
            File.WriteAllText(Path.Combine(_folder.FullName, "parts", "m=CT", "a.csvh"), "n\n1\n");
            Drill.SetWorkspace("dfs", _folder.FullName, writable: true);
            foreach (var statement in (string[])
            [
                "CREATE TABLE dfs.`kept` AS SELECT PatientName AS who, size AS n FROM t", "CREATE VIEW dfs.seen AS SELECT who, n FROM dfs.`kept`",
                "ALTER SESSION SET `store.format` = 'json'", "CREATE TABLE dfs.`kept_json` AS SELECT PatientName AS who FROM t",
            ])
            {
                Drill.Run(statement, new QueryOptions(), TestContext.Current.CancellationToken);
            }
        }

        public EmbeddedDrill Drill { get; } = new(new EngineOptions { MemoryLimit = 256L << 20 });

        public void Dispose()
        {
            Drill.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
