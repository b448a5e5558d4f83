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
        // What each open bracket belongs to: the function before it, or nothing.
        var open = new Stack<string>();
        var (before, last) = ("", "");
        foreach (var token in SqlText.Tokens(sql))
        {
            var text = sql.Substring(token.Start, token.Length);
            if (token.Kind == SqlTokenKind.Text && text.Length > 2 && text[1..^1].Replace("''", "'", StringComparison.Ordinal) is var location && StorageProvider.IsStorage(location))
            {
                var word = last.ToUpperInvariant();
                if (word == "TO")
                {
                    throw new EngineException($"COPY … TO writes files of this machine; export the query to {location} instead, which writes it whole or not at all.", "Not implemented", sql, token.Start);
                }
                var asTable = word is "FROM" or "JOIN" && before.ToUpperInvariant() is not ("COPY" or "IMPORT");
                if (asTable || (open.Count > 0 && IsReader(open.Peek()) && last is "(" or "[" or ","))
                {
                    result.Append(sql, copied, token.Start - copied).Append(asTable ? AsTable(fetch(location), location) : AsArgument(fetch(location), inList: last == "[" || IsList(open)));
                    copied = token.Start + token.Length;
                }
            }
            if (text is "(") { open.Push(last); }
            else if (text is "[") { open.Push(open.TryPeek(out var owner) && IsReader(owner) ? owner + "[" : ""); }
            else if (text is ")" or "]") { open.TryPop(out _); }
            (before, last) = (last, text);
        }
        return copied == 0 ? sql : result.Append(sql, copied, sql.Length - copied).ToString();
    }

    private static bool IsReader(string function) =>
        function.StartsWith("read_", StringComparison.OrdinalIgnoreCase) || function.StartsWith("parquet_", StringComparison.OrdinalIgnoreCase) || function.TrimEnd('[').Equals("sniff_csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsList(Stack<string> open) => open.TryPeek(out var owner) && owner.EndsWith('[');

    private static string AsArgument(LocalFiles files, bool inList) => files.Files switch
    {
        [var one] => DuckDbEngine.Literal(one),
        _ when inList => string.Join(", ", files.Files.Select(DuckDbEngine.Literal)),
        _ => List(files),
    };

    private static string AsTable(LocalFiles files, string location)
    {
        var names = files.Files.Select(f => f.ToLowerInvariant()).ToArray();
        bool All(params ReadOnlySpan<string> endings)
        {
            foreach (var name in names)
            {
                var any = false;
                foreach (var ending in endings) { any |= name.EndsWith(ending, StringComparison.Ordinal) || name.EndsWith(ending + ".gz", StringComparison.Ordinal) || name.EndsWith(ending + ".zst", StringComparison.Ordinal); }
                if (!any) { return false; }
            }
            return true;
        }
        var reader = All(".parquet") ? "read_parquet" : All(".csv", ".tsv", ".txt") ? "read_csv" : All(".json", ".jsonl", ".ndjson") ? "read_json"
            : throw new EngineException($"{location}: its files are not all .parquet, .csv or .json: say how to read them, for example read_csv('{location}').", "Binder");
        return $"{reader}({List(files)})";
    }

    private static string List(LocalFiles files) => $"[{string.Join(", ", files.Files.Select(DuckDbEngine.Literal))}]";
}
