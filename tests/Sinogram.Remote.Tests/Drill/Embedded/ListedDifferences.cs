using System.Text.Json;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Where our answers differ from the recorded ones of Drill, by the row of the table in the magic's notebook that says so.</summary>
internal static class ListedDifferences
{
    private const string Wrapped = "whole numbers beyond their type, `CAST(3000000000 AS INT)`";
    private const string Mixed = "JSON: numbers, text, lists, objects in one column";
    private const string Nulls = "null elements of lists, null lists and maps";
    private const string Fractions = "Parquet: fractions of a second beyond milliseconds";
    private const string Parquet = "Parquet: nanosecond timestamps; unsigned numbers";
    private const string Rounded = "`ROUND(1234.5, -2)`; a sum of decimals times 2";
    private const string Joins = "cross and inequality joins, `NOT IN (SELECT …)`";
    private const string Common = "unions and joins of numbers with other numbers or text";
    private const string Booleans = "`WHEN x`, `FILTER (WHERE x)` of a boolean column";
    private const string Collected = "`COLLECT_LIST`, `COLLECT_TO_LIST_VARCHAR`";
    private const string Empty = "`''` cast to a number with `drill.exec.functions.cast_empty_string_to_null`";
    private const string Single = "`LN`, `OCTET_LENGTH` of bytes, `CAST(true AS INT)`, `DATE_SUB('2024-03-01', 1)`, `TYPEOF(NULL)`, a field without the table's alias, `information_schema.FILES` without backticks, a semicolon at the end";
    private const string Nested = "`DISTINCT`, `ORDER BY` and CTAS of columns that are lists or maps";
    private const string Metadata = "`REFRESH TABLE METADATA`, `ANALYZE TABLE`";
    private const string System = "`sys.functions`, `sys.memory`, `sys.profiles` …, `VIEW_DEFINITION`";

    /// <summary>What no recorded query is about.</summary>
    public static IReadOnlyList<string> NotRecorded { get; } = ["text files with the line ends of Windows", "text files in UTF-16 or UTF-32 with a byte order mark"];

    /// <summary>The parity set by the queries' names.</summary>
    public static IReadOnlyDictionary<string, string[]> Parity { get; } = new Dictionary<string, string[]>
    {
        ["cast-int-overflow"] = [Wrapped],
        ["math-overflow-int"] = [Wrapped],
        ["math-overflow-int-table"] = [Wrapped],
        ["json-int-then-float"] = ["JSON: 2.5 in a column that begins with whole numbers"],
        ["json-mixed"] = [Mixed],
        ["json-mixed-text"] = [Mixed],
        ["json-mixed-union"] = [Mixed],
        ["json-dir-type-change"] = [Mixed],
        ["json-dir-type-sort"] = [Mixed],
        ["files-empty-json"] = ["JSON: a file of zero bytes"],
        ["json-bad-skip"] = ["JSON: lines that are none, with `store.json.reader.skip_invalid_records`"],
        ["pq-list-null"] = [Nulls],
        ["pq-star-types"] = [Nulls, Parquet, Fractions],
        ["json-star"] = [Nulls],
        ["json-map-column"] = [Nulls],
        ["json-convert-from"] = [Nulls],
        ["pq-decimal"] = [Rounded],
        ["math-round"] = [Rounded],
        ["str-case"] = ["`UPPER('straße')`"],
        ["sql-join-inequality"] = [Joins],
        ["sql-join-cross"] = [Joins],
        ["sql-not-in-null"] = [Joins],
        ["sql-join-types"] = [Common],
        ["sql-union-all"] = [Common],
        ["sql-union-schema-change"] = [Common],
        ["sql-agg-filter-any"] = [Booleans],
        ["more-sum-case"] = [Booleans],
        ["sql-agg-collect"] = [Collected],
        ["sql-agg-collect-varchar"] = [Collected],
        ["csv-cast-empty"] = [Empty],
        ["csv-cast-empty-columns"] = [Empty],
        ["math-fns"] = [Single],
        ["math-fns-ln-int"] = [Single],
        ["pq-binary-text"] = [Single],
        ["cast-int-bool"] = [Single],
        ["date-sub-text"] = [Single],
        ["type-null-literal"] = [Single],
        ["json-nested-noalias"] = [Single],
        ["sql-semicolon"] = [Single],
    };

    /// <summary>The other recordings by the queries themselves.</summary>
    public static IReadOnlyDictionary<string, string[]> Others { get; } = new Dictionary<string, string[]>
    {
        ["select * from dfs.`types/arrow-types.parquet`"] = [Nulls, Parquet, Fractions],
        ["select * from dfs.`json/studies.json` limit 6"] = [Nulls],
        ["select * from dfs.`json/nulls.json`"] = [Nulls],
        ["select distinct Tags from dfs.`catalog/CR/2022`"] = [Nested],
        ["select Procedures from dfs.`catalog/CR/2022` order by Procedures"] = [Nested],
        ["create table dfs.tmp.`as_js2` as select Procedures, CodeSequence, Tags, PixelSpacing from dfs.`catalog/CR/2024`"] = [Nested],
        ["select * from dfs.tmp.`as_js2` limit 2"] = [Nested],
        ["drop table dfs.tmp.`as_js2`"] = [Nested],
        ["select * from dfs.`json/mixed.json`"] = [Mixed],
        ["select a, v from dfs.`json/mixed.json` where a in (1, 2, 3)"] = [Mixed],
        ["select `value` from dfs.`json/measurements`"] = [Mixed],
        ["select `value` from dfs.`json/measurements` order by `value`"] = [Mixed],
        ["select 1;"] = [Single],
        ["select * from information_schema.FILES where SCHEMA_NAME = 'dfs.cat'"] = [Single],
        ["select * from information_schema.FILES where SCHEMA_NAME = 'dfs.tmp'"] = [Single],
        ["show files in dfs.tmp.`bymod`"] = [Metadata],
        ["select * from dfs.tmp.`bymod/.stats.drill` limit 1"] = [Metadata],
        ["select * from information_schema.VIEWS"] = [System],
        ["select name, signature, returnType, source from sys.functions where name = 'date_add' order by signature"] = [System],
        ["select count(distinct name) n from sys.functions"] = [System],
        ["select distinct name from sys.functions order by name"] = [System],
        ["select * from sys.options where name like 'store.json%'"] = [System],
    };

    /// <summary>Answers that are of the machine, of a client's limit, or in an order that is not defined.</summary>
    public static IReadOnlyList<string> OfTheMachine { get; } =
    [
        "select user as u, session_user as s",
        "select user as u",
        "select session_id as i",
        "show files in dfs",
        "select count(*) n from dfs.tmp.`al`",
        "select * from information_schema.`COLUMNS` limit 12",
        "create schema (PatientID varchar, WeightKg varchar) path '/data/imaging/tmp/x.schema'",
    ];

    /// <summary>The first cells of the notebook's table.</summary>
    public static IReadOnlyList<string> Table()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kernel.sln"))) { folder = folder.Parent ?? throw new DirectoryNotFoundException("There is no Kernel.sln above the tests."); }
        using var notebook = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "notebooks", "magics", "drill.ipynb")));
        var cells = notebook.RootElement.GetProperty("cells").EnumerateArray().Select(c => string.Concat(c.GetProperty("source").EnumerateArray().Select(l => l.GetString())));
        return [.. cells.Single(c => c.Contains("| query | Drill | here |", StringComparison.Ordinal)).Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(l => l.Split(" | ")[0][2..])];
    }
}
