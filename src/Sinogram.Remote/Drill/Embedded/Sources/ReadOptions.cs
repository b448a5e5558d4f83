using System.Text;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>How the files of a table are read, besides their format: options of the session and arguments of a table function.</summary>
internal sealed record ReadOptions
{
    /// <summary>Every value of JSON is text.</summary>
    public bool AllText { get; init; }

    /// <summary>Every number of JSON is a double.</summary>
    public bool NumbersAsDouble { get; init; }

    /// <summary>JSON lines that are none are left out.</summary>
    public bool SkipInvalid { get; init; }

    /// <summary>Objects such as <c>{"$date": …}</c> are values.</summary>
    public bool ExtendedTypes { get; init; }

    /// <summary>Columns with types that the query gives.</summary>
    public InlineSchema? Schema { get; init; }

    /// <summary>Whether the query around uses a name: implicit columns are made only where it does.</summary>
    public required Func<string, bool> Uses { get; init; }

    /// <summary>The format that the arguments of a table function make of the file's own.</summary>
    public static StorageFormat? Format(IReadOnlyDictionary<string, object?> arguments, StorageFormat? own, int offset)
    {
        var type = arguments.GetValueOrDefault("type") as string;
        if (type is null && !arguments.Keys.Any(k => IsFormat(k))) { return null; }
        var format = type is null
            ? own ?? throw new DrillException("The table function names no type.", offset, "type => 'text', 'json' or 'parquet'.")
            : type.ToLowerInvariant() switch
            {
                "text" => own is { Type: "text" } ? own with { ExtractHeader = false } : new StorageFormat("text", "text", []) { FieldDelimiter = "," },
                "json" or "parquet" or "avro" => new StorageFormat(type, type.ToLowerInvariant(), []),
                _ => throw new DrillException($"The embedded engine does not read the format '{type}'.", offset, "text, json, parquet and avro are followed."),
            };
        foreach (var (name, value) in arguments)
        {
            format = name.ToLowerInvariant() switch
            {
                "type" or "schema" => format,
                "fielddelimiter" or "delimiter" => format with { FieldDelimiter = Text(name, value, offset) },
                "linedelimiter" => format with { LineDelimiter = Text(name, value, offset) },
                "quote" => format with { Quote = Text(name, value, offset) },
                "escape" => format with { Escape = Text(name, value, offset) },
                "comment" => format with { Comment = Text(name, value, offset) },
                "extractheader" => format with { ExtractHeader = Flag(name, value, offset) },
                "skipfirstline" => format with { SkipFirstLine = Flag(name, value, offset) },
                _ => throw new DrillException($"The table function has no argument '{name}'.", offset, "type, fieldDelimiter, lineDelimiter, quote, escape, comment, extractHeader, skipFirstLine and schema are followed."),
            };
        }
        return format;
    }

    private static bool IsFormat(string name) => !string.Equals(name, "schema", StringComparison.OrdinalIgnoreCase);

    private static string Text(string name, object? value, int offset) => value is string text ? Unescape(text) : throw new DrillException($"The argument '{name}' is a text.", offset);

    private static bool Flag(string name, object? value, int offset) => value switch
    {
        bool flag => flag,
        string text when bool.TryParse(text, out var flag) => flag,
        _ => throw new DrillException($"The argument '{name}' is true or false.", offset),
    };

    /// <summary>Java's escapes, which Drill takes in these arguments: <c>\t</c>, <c>\u0001</c>.</summary>
    private static string Unescape(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            var c = text[++i];
            if (c == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out var code))
            {
                result.Append((char)code);
                i += 4;
            }
            else { result.Append(c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', 'b' => '\b', _ => c }); }
        }
        return result.ToString();
    }
}
