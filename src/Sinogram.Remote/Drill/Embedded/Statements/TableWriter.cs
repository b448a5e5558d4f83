using System.Globalization;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>Writes the rows of CREATE TABLE … AS.</summary>
internal static class TableWriter
{
    private const int MostPartitions = 5000;

    /// <summary>Writes the rows of a query into a folder, in the format of the session; gives their number.</summary>
    public static long Write(StatementCall call, BoundTable bound, IReadOnlyList<SqlName> partition, string folder)
    {
        var format = call.Session.Options["store.format"]!.ToLowerInvariant();
        if (format is not ("parquet" or "json" or "csv" or "csvh" or "tsv" or "psv")) { throw new DrillException($"Unsupported format '{format}' in store.format.", 0, "parquet, json, csv, csvh, tsv or psv."); }
        if (partition.Count == 0) { return Copy(call, bound, bound.Sql.ToString(), format, folder, 0); }
        var keys = partition.Select(p => bound.Columns.FirstOrDefault(c => string.Equals(c.Name, p.Value, StringComparison.OrdinalIgnoreCase))?.EngineName
            ?? throw new DrillException($"Partition column {p.Value} is not in the SELECT list of CTAS!", p.Offset)).ToArray();
        var all = $"sinogram$ctas${Guid.NewGuid():N}";
        var list = string.Join(", ", keys.Select(DuckDbEngine.Quote));
        call.Session.Engine.Run($"CREATE TEMP TABLE {DuckDbEngine.Quote(all)} AS {bound.Sql}", new QueryOptions { Parameters = call.Options.Parameters }, call.Token);
        try
        {
            call.Session.Engine.Execute($"CREATE TEMP TABLE {DuckDbEngine.Quote(all + "p")} AS SELECT *, row_number() OVER (ORDER BY {list}) AS sinogram$n FROM (SELECT DISTINCT {list} FROM {DuckDbEngine.Quote(all)})", call.Token);
            var count = (long)call.Session.Engine.Query($"SELECT count(*) AS n FROM {DuckDbEngine.Quote(all + "p")}", call.Token).GetValue(0, "n")!;
            if (count > MostPartitions) { throw new DrillException($"PARTITION BY gives {count:N0} parts; at most {MostPartitions:N0} are written.", partition[0].Offset, "Partition by a column with fewer values."); }
            long rows = 0;
            for (var i = 1; i <= count; i++)
            {
                var same = string.Join(" AND ", keys.Select(k => $"a.{DuckDbEngine.Quote(k)} IS NOT DISTINCT FROM p.{DuckDbEngine.Quote(k)}"));
                rows += Copy(call, bound, $"SELECT a.* FROM {DuckDbEngine.Quote(all)} a JOIN {DuckDbEngine.Quote(all + "p")} p ON {same} WHERE p.sinogram$n = {i.ToString(CultureInfo.InvariantCulture)}", format, folder, i);
            }
            return rows;
        }
        finally
        {
            call.Session.Engine.Execute($"DROP TABLE IF EXISTS {DuckDbEngine.Quote(all)}; DROP TABLE IF EXISTS {DuckDbEngine.Quote(all + "p")}", CancellationToken.None);
        }
    }

    private static long Copy(StatementCall call, BoundTable bound, string sql, string format, string folder, int number)
    {
        var file = DuckDbEngine.Literal(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"0_0_{number}.{(format == "psv" ? "tbl" : format)}")));
        var compression = call.Session.Options["store.parquet.compression"]!;
        var options = format switch
        {
            "parquet" => $"FORMAT parquet, COMPRESSION {(compression is "none" ? "uncompressed" : compression is "snappy" or "gzip" or "zstd" or "brotli" or "lz4" ? compression : "snappy")}",
            "json" => "FORMAT json",
            var text => $"FORMAT csv, HEADER true, DELIMITER '{(text == "tsv" ? "\t" : text == "psv" ? "|" : ",")}'",
        };
        var select = format == "parquet" ? sql : $"SELECT {string.Join(", ", bound.Columns.Select(c => Text(c, format)))} FROM ({sql})";
        call.Session.PrepareFor(select);
        var parameters = new QueryOptions { Parameters = call.Options.Parameters, IsPublic = call.Options.IsPublic };
        options += format == "parquet" ? call.Session.Engine.MarksOfCopy(select, parameters, call.Token) : "";
        return call.Session.Engine.Run($"COPY ({select}) TO {file} ({options})", parameters, call.Token).RowsChanged;
    }

    /// <summary>Moments as the texts that Drill writes.</summary>
    private static string Text(BoundColumn column, string format)
    {
        var name = DuckDbEngine.Quote(column.EngineName);
        if (column.Type.IsNested) { return format == "json" ? name : throw new DrillException($"The column '{column.Name}' is {column.Type}: text files hold no lists and maps.", 0, "SET `store.format` = 'parquet' or 'json'."); }
        if (column.Type.Kind == DrillKind.Timestamp && format != "json") { return $"strftime({name}, '%Y-%m-%dT%H:%M:%S.%g') AS {name}"; }
        return column.Type.Kind is DrillKind.Timestamp or DrillKind.Time or DrillKind.Date || column.Type.IsInterval || (column.Type.IsFloat && format != "json")
            ? $"{Conversions.Convert(new Bound(SqlText.Of(name), column.Type), DrillType.VarChar, 0)} AS {name}"
            : name;
    }
}
