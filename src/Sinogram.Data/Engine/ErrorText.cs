using System.Text;
using System.Text.Json;

namespace Sinogram.Data.Engine;

/// <summary>Reads the engine's errors, which it is asked to give as JSON.</summary>
internal static class ErrorText
{
    public static EngineException Read(string text, string sql)
    {
        if (text.StartsWith('{') || text.Contains(": {\"exception_type\"", StringComparison.Ordinal))
        {
            try
            {
                using var json = JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]);
                var root = json.RootElement;
                var kind = root.TryGetProperty("exception_type", out var type) ? type.GetString() ?? "Error" : "Error";
                var message = root.TryGetProperty("exception_message", out var said) ? said.GetString() ?? text : text;
                int? position = root.TryGetProperty("position", out var at) && int.TryParse(at.GetString(), out var bytes) ? CharacterAt(sql, bytes) : null;
                return new EngineException(OfDamage(WithoutExcerpt(message), sql), kind, sql, position);
            }
            catch (JsonException)
            {
                // Told as it is.
            }
        }
        return new EngineException(WithoutExcerpt(text), "Error", sql);
    }

    // The engine repeats the line and draws a caret; whoever shows the error does that with the user's own text.
    private static string WithoutExcerpt(string message)
    {
        var excerpt = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        if (excerpt >= 0) { message = message[..excerpt]; }
        // Of a CSV file, a page of settings follows what is wrong.
        var settings = message.IndexOf("\n\n  file = ", StringComparison.Ordinal);
        if (settings >= 0) { message = message[..settings]; }
        return message.Replace("(e.g., encoding='UTF-16')", "(encoding = 'latin-1' or 'utf-16')", StringComparison.Ordinal).TrimEnd();
    }

    /// <summary>What the engine says of a damaged Parquet file without naming it, or in the words of its own reader.</summary>
    private static string OfDamage(string message, string sql)
    {
        if (message.StartsWith("No magic bytes found", StringComparison.Ordinal)) { return $"{message}: it is cut short, or no Parquet file. Copy or write it again."; }
        if (message.StartsWith("Footer length error", StringComparison.Ordinal)) { return $"{message}: its end does not describe its content. Copy or write it again."; }
        if (!message.StartsWith("don't know what type", StringComparison.Ordinal) && !message.StartsWith("TProtocolException", StringComparison.Ordinal)) { return message; }
        var files = FileReferences.Find(sql).Select(f => f.Location).Distinct().ToArray();
        return $"{files switch { [] => "A Parquet file", [var one] => one, _ => $"One of {files.Length:N0} Parquet files ({files[0]} …)" }} is damaged: what describes its columns or pages cannot be read ({message.TrimEnd(' ', ':')}). Copy or write it again.";
    }

    /// <summary>The engine counts bytes of UTF-8.</summary>
    private static int CharacterAt(string sql, int bytes)
    {
        var utf8 = Encoding.UTF8.GetBytes(sql);
        return Encoding.UTF8.GetCharCount(utf8, 0, Math.Clamp(bytes, 0, utf8.Length));
    }
}
