using System.Text;
using Sinogram.Data.Storage;

namespace Sinogram.Data.Engine;

/// <summary>
/// Files in storages, read by SQL: where the SQL names one (<c>FROM 's3://…'</c>, <c>read_parquet('webhdfs://…')</c>, a list of them), its files are brought to this
/// machine and their paths stand in its place. The engine itself never connects anywhere.
/// </summary>
internal static class RemoteFiles
{
    /// <param name="sql">Any SQL.</param>
    /// <param name="fetch">Brings the files of a location.</param>
    public static string Localize(string sql, Func<string, LocalFiles> fetch)
    {
        if (!sql.Contains("://", StringComparison.Ordinal)) { return sql; }
        var result = new StringBuilder();
        var copied = 0;
        foreach (var file in FileReferences.Find(sql).Where(f => StorageProvider.IsStorage(f.Location)))
        {
            if (file.Reader == "to")
            {
                throw new EngineException($"COPY … TO writes files of this machine; export the query to {file.Location} instead, which writes it whole or not at all.", "Not implemented", sql, file.Token.Start);
            }
            var local = fetch(file.Location);
            result.Append(sql, copied, file.Token.Start - copied).Append(file.IsTable ? AsTable(local, file.Location) : AsArgument(local, file.InList));
            copied = file.Token.Start + file.Token.Length;
        }
        return copied == 0 ? sql : result.Append(sql, copied, sql.Length - copied).ToString();
    }

    private static string AsArgument(LocalFiles files, bool inList) => files.Files switch
    {
        [var one] => DuckDbEngine.Literal(one),
        _ when inList => string.Join(", ", files.Files.Select(DuckDbEngine.Literal)),
        _ => List(files),
    };

    private static string AsTable(LocalFiles files, string location)
    {
        var reader = All(files, ".parquet") ? "read_parquet" : All(files, ".csv", ".tsv", ".txt") ? "read_csv" : All(files, ".json", ".jsonl", ".ndjson") ? "read_json"
            : throw new EngineException($"{location}: its files are not all .parquet, .csv or .json: say how to read them, for example read_csv('{location}').", "Binder");
        return $"{reader}({List(files)})";
    }

    private static bool All(LocalFiles files, params string[] endings) => files.Files.All(f =>
        endings.Any(e => (string[])[e, e + ".gz", e + ".zst"] is var full && full.Any(x => f.EndsWith(x, StringComparison.OrdinalIgnoreCase))));

    private static string List(LocalFiles files) => $"[{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}]";
}
