using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>Tables from the two forms in which Livy gives them: of <c>%table</c>, with a type a header, and of an SQL session, with Spark's schema.</summary>
internal static class LivyTable
{
    /// <summary>The rows after which an SQL session stops without a word (<c>livy.rsc.sql.num-rows</c>).</summary>
    public const int RowLimit = 1000;

    public static LivyResult.Rows FromMagic(JsonElement table)
    {
        var columns = table.GetProperty("headers").EnumerateArray()
            .Select(h => (Name: Scalar(h.GetProperty("name")), Type: LivyTypes.OfHeader(LivyJson.Text(h, "type") ?? "")));
        var data = table.GetProperty("data");
        var result = Build(columns, data, LivyColumn.Text);
        var shorter = data.EnumerateArray().Count(r => r.GetArrayLength() < result.ColumnCount);
        return new LivyResult.Rows(result, shorter == 0 ? [] :
        [
            $"{shorter:N0} of {result.RowCount:N0} rows have fewer values than there are columns. The server does not say which are missing: their values may stand in the wrong columns.",
        ]);
    }

    public static LivyResult.Rows FromQuery(JsonElement result)
    {
        var columns = result.GetProperty("schema").GetProperty("fields").EnumerateArray()
            .Select(f => (Name: Scalar(f.GetProperty("name")), Type: LivyTypes.OfSpark(f.GetProperty("type")))).ToList();
        var table = Build(columns, result.GetProperty("data"), SparkNested.ToJson);
        var notes = new List<string>();
        if (table.RowCount == RowLimit)
        {
            notes.Add("1,000 rows: the server cuts at 1,000 rows and does not say whether there were more. --conf livy.rsc.sql.num-rows=N on the connect line sets another limit.");
        }

        if (columns.Any(c => c.Type is DecimalType { Precision: > 15 }))
        {
            notes.Add("The server sends decimals of SQL sessions as floating-point numbers: digits after the 15th may be wrong.");
        }

        if (columns.Any(c => c.Type is TimestampType))
        {
            notes.Add("The server cuts timestamps of SQL sessions to whole seconds.");
        }

        return new LivyResult.Rows(table, notes);
    }

    private static Table Build(IEnumerable<(string Name, DataType? Type)> columns, JsonElement data, Func<JsonElement, string?> nested)
    {
        var rows = data.EnumerateArray().Select(r => r.EnumerateArray().ToArray()).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        return new Table(columns.Select((c, i) =>
            // A short row lacks its last cells.
            LivyColumn.Read(Unique(c.Name, names), c.Type, [.. rows.Select(r => i < r.Length ? r[i] : default)], nested)).ToList());
    }

    /// <summary>Two columns may have one name there, but not here: the second is called <c>name_2</c>.</summary>
    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var i = 2; !names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private static string Scalar(JsonElement name) => name.ValueKind == JsonValueKind.String ? name.GetString()! : name.GetRawText();
}
