using System.Text.Json.Nodes;

namespace Sinogram.Remote.Drill.Storage;

/// <summary>A file format of a storage.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Type">parquet, json, text, avro …</param>
/// <param name="Extensions">Of the files, without the point.</param>
public sealed record StorageFormat(string Name, string Type, IReadOnlyList<string> Extensions)
{
    /// <summary>The formats that Drill has, itself or in what is added to it.</summary>
    private static readonly string[] Types =
        ["avro", "daffodil", "delta", "excel", "hdf5", "httpd", "iceberg", "image", "json", "logRegex", "ltsv", "maprdb", "msaccess", "named", "paimon", "parquet", "pcap", "pcapng", "pdf", "sas", "sequencefile", "shp", "spss", "syslog", "text", "xml"];

    public string LineDelimiter { get; init; } = "\n";
    public string FieldDelimiter { get; init; } = ",";
    public string Quote { get; init; } = "\"";
    public string Escape { get; init; } = "\"";
    public string Comment { get; init; } = "#";

    /// <summary>The first line names the columns.</summary>
    public bool ExtractHeader { get; init; }

    /// <summary>The first line is left out.</summary>
    public bool SkipFirstLine { get; init; }

    /// <summary>The formats of Drill's own configuration of <c>dfs</c>.</summary>
    public static IReadOnlyDictionary<string, StorageFormat> Defaults { get; } = new Dictionary<string, StorageFormat>(StringComparer.OrdinalIgnoreCase)
    {
        ["parquet"] = new("parquet", "parquet", ["parquet"]),
        ["json"] = new("json", "json", ["json", "jsonl"]),
        ["csv"] = new("csv", "text", ["csv"]),
        ["csvh"] = new("csvh", "text", ["csvh"]) { ExtractHeader = true },
        ["tsv"] = new("tsv", "text", ["tsv"]) { FieldDelimiter = "\t" },
        ["psv"] = new("psv", "text", ["tbl"]) { FieldDelimiter = "|" },
        ["avro"] = new("avro", "avro", ["avro"]),
        ["sequencefile"] = new("sequencefile", "sequencefile", ["seq"]),
    };

    internal static StorageFormat Of(string name, JsonObject config)
    {
        var type = StoragePlugin.Text(config, "type") ?? throw new DrillException($"The format '{name}' has no \"type\".");
        if (!Types.Contains(type, StringComparer.Ordinal))
        {
            throw new DrillException($"The format '{name}': Drill has no format of the type '{type}'.", hint: Embedded.Binding.Binder.Near(type, Types) ?? $"The types are: {string.Join(", ", Types)}.");
        }
        foreach (var property in (ReadOnlySpan<string>)["fieldDelimiter", "delimiter", "quote", "escape", "comment"])
        {
            if (StoragePlugin.Text(config, property) is { Length: > 1 } text) { throw new DrillException($"The format '{name}': \"{property}\" is one character, not '{text}'.", hint: "A tabulator is written \"\\t\"."); }
        }
        if (StoragePlugin.Text(config, "lineDelimiter") is { Length: not (1 or 2) } line) { throw new DrillException($"The format '{name}': \"lineDelimiter\" is one character or two, not '{line}'.", hint: "\"\\n\", or \"\\r\\n\" for files of Windows."); }
        string[] extensions = config["extensions"] switch
        {
            null => [type],
            JsonArray list => [.. list.Select(e => e is JsonValue value && value.TryGetValue<string>(out var text) ? text.TrimStart('.') : throw new DrillException($"The format '{name}': an extension is no text."))],
            _ => throw new DrillException($"The format '{name}': \"extensions\" is no list.", hint: "\"extensions\": [\"csv\"]"),
        };
        return new StorageFormat(name, type, extensions)
        {
            LineDelimiter = StoragePlugin.Text(config, "lineDelimiter") ?? "\n",
            FieldDelimiter = StoragePlugin.Text(config, "fieldDelimiter") ?? StoragePlugin.Text(config, "delimiter") ?? ",",
            Quote = StoragePlugin.Text(config, "quote") ?? "\"",
            Escape = StoragePlugin.Text(config, "escape") ?? "\"",
            Comment = StoragePlugin.Text(config, "comment") ?? "#",
            ExtractHeader = StoragePlugin.Flag(config, "extractHeader") ?? false,
            SkipFirstLine = StoragePlugin.Flag(config, "skipFirstLine") ?? false,
        };
    }

    /// <summary>The format as Drill's configuration writes it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = Type };
        if (Type == "parquet" && Extensions is ["parquet"]) { return json; }
        json["extensions"] = new JsonArray([.. Extensions.Select(e => (JsonNode?)e)]);
        if (Type != "text") { return json; }
        json["lineDelimiter"] = LineDelimiter;
        json["fieldDelimiter"] = FieldDelimiter;
        json["quote"] = Quote;
        json["escape"] = Escape;
        json["comment"] = Comment;
        if (ExtractHeader) { json["extractHeader"] = true; }
        if (SkipFirstLine) { json["skipFirstLine"] = true; }
        return json;
    }
}
