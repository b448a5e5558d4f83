namespace Sinogram.Data.Engine;

/// <summary>A file that SQL names.</summary>
/// <param name="Token">The text in the SQL.</param>
/// <param name="Location">What it says.</param>
/// <param name="Reader">The function that reads it, lower-case; empty where it stands as a table.</param>
/// <param name="InList">It is one of a list.</param>
internal readonly record struct FileReference(SqlToken Token, string Location, string Reader, bool InList)
{
    public bool IsTable => Reader.Length == 0;

    /// <summary>The engine's JSON reader will read it.</summary>
    public bool IsJson => IsTable ? HasJsonName(Location) : Reader.Contains("json", StringComparison.Ordinal);

    private static bool HasJsonName(string location)
    {
        var name = location.ToLowerInvariant();
        foreach (var packed in (ReadOnlySpan<string>)[".gz", ".zst"])
        {
            if (name.EndsWith(packed, StringComparison.Ordinal)) { name = name[..^packed.Length]; }
        }
        return name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".jsonl", StringComparison.Ordinal) || name.EndsWith(".ndjson", StringComparison.Ordinal);
    }
}

/// <summary>Finds where SQL names files to be read: <c>FROM '…'</c>, <c>JOIN '…'</c>, and the arguments of <c>read_…</c>, <c>parquet_…</c> and <c>sniff_csv</c>.</summary>
internal static class FileReferences
{
    public static IEnumerable<FileReference> Find(string sql)
    {
        // What each open bracket belongs to: the function before it, or nothing.
        var open = new Stack<string>();
        var (before, last) = ("", "");
        foreach (var token in SqlText.Tokens(sql))
        {
            var text = sql.Substring(token.Start, token.Length);
            if (token.Kind == SqlTokenKind.Text && text.Length > 2)
            {
                var location = text[1..^1].Replace("''", "'", StringComparison.Ordinal);
                var word = last.ToUpperInvariant();
                if (word == "TO") { yield return new FileReference(token, location, "to", InList: false); }
                else if (word is "FROM" or "JOIN" or "DESCRIBE" or "SUMMARIZE") { yield return new FileReference(token, location, before.ToUpperInvariant() is "COPY" ? "copy" : "", InList: false); }
                else if (open.TryPeek(out var owner) && IsReader(owner) && last is "(" or "[" or ",") { yield return new FileReference(token, location, open.Peek().TrimEnd('[').ToLowerInvariant(), open.Peek().EndsWith('[')); }
            }
            if (text is "(") { open.Push(last); }
            else if (text is "[") { open.Push(open.TryPeek(out var owner) && IsReader(owner) ? owner + "[" : ""); }
            else if (text is ")" or "]") { open.TryPop(out _); }
            (before, last) = (last, text);
        }
    }

    private static bool IsReader(string function) =>
        function.StartsWith("read_", StringComparison.OrdinalIgnoreCase) || function.StartsWith("parquet_", StringComparison.OrdinalIgnoreCase)
        || function.TrimEnd('[').ToLowerInvariant() is "sniff_csv";
}
