using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Remote.Drill.Storage;

/// <summary>A storage of Drill: where its data is, by what names its folders are called, and how files are read. The same JSON configures the embedded engine and a cluster.</summary>
/// <param name="Name">The first part of table names.</param>
/// <param name="Type">What it is: <c>file</c>, <c>hbase</c>, <c>jdbc</c> …</param>
/// <param name="Enabled">Whether queries may use it.</param>
/// <param name="Connection">Of files: <c>file:///</c>, <c>s3a://bucket</c>, <c>hdfs://host:8020</c>, <c>maprfs:///</c>, <c>webhdfs://host:9870</c>.</param>
/// <param name="Workspaces">Its folders by name.</param>
/// <param name="Formats">Its file formats by name.</param>
/// <param name="Config">The whole configuration.</param>
public sealed record StoragePlugin(
    string Name,
    string Type,
    bool Enabled,
    string Connection,
    IReadOnlyDictionary<string, StorageWorkspace> Workspaces,
    IReadOnlyDictionary<string, StorageFormat> Formats,
    JsonObject Config)
{
    private static readonly string[] SecretNames = ["password", "secret.key", "access.key", "session.token", "secret", "token", "accesskey", "secretkey"];
    private static readonly string[] Types = ["file", "hbase", "hive", "jdbc", "kafka", "kudu", "mongo", "http", "elastic", "druid", "cassandra", "splunk", "openTSDB", "phoenix", "googlesheets", "drill", "info_schema", "sys"];

    /// <summary>Reads Drill's JSON: the configuration alone, or <c>{"name": …, "config": {…}}</c>.</summary>
    /// <exception cref="DrillException">It is no JSON, or no storage configuration; the message says where.</exception>
    public static StoragePlugin Parse(string name, string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw new DrillException($"The configuration is no JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}.", hint: "See '#!drill storage template' for ones to begin with.", inner: e);
        }
        if (node is not JsonObject config) { throw new DrillException("The configuration is no JSON object { … }."); }
        // Some storages have a property "config" of their own.
        if (config["type"] is null && config["config"] is JsonObject inner)
        {
            if (config["name"]?.ToString() is { } given && !string.Equals(given, name, StringComparison.OrdinalIgnoreCase))
            {
                throw new DrillException($"The JSON names the storage '{given}', the command '{name}': Drill would store it under '{given}'.", hint: "Make them the same.");
            }
            config = (JsonObject)inner.DeepClone();
        }
        return Of(name, config);
    }

    private static StoragePlugin Of(string name, JsonObject config)
    {
        var type = Text(config, "type") ?? throw new DrillException("The configuration has no \"type\".", hint: "\"type\": \"file\" for files; also hbase, jdbc, mongo …");
        if (!Types.Contains(type, StringComparer.Ordinal)) { throw new DrillException($"Drill has no storage of the type '{type}'.", hint: Suggest(type) ?? $"The types are: {string.Join(", ", Types)}."); }
        if (config["formats"] is JsonObject given && config["workspaces"] is JsonObject places)
        {
            foreach (var (place, settings) in places)
            {
                if (settings is JsonObject && Text((JsonObject)settings, "defaultInputFormat") is { } standard && !given.ContainsKey(standard))
                {
                    throw new DrillException($"The workspace '{place}' has the default format '{standard}', which is not among the formats.", hint: $"There are: {string.Join(", ", given.Select(f => f.Key))}.");
                }
            }
        }
        var workspaces = Objects(config, "workspaces").ToDictionary(
            p => p.Key,
            p => new StorageWorkspace(
                Text(p.Value, "location") ?? throw new DrillException($"The workspace '{p.Key}' has no \"location\"."),
                Flag(p.Value, "writable") ?? false,
                Text(p.Value, "defaultInputFormat"),
                Flag(p.Value, "allowAccessOutsideWorkspace") ?? false),
            StringComparer.OrdinalIgnoreCase);
        var formats = Objects(config, "formats").ToDictionary(p => p.Key, p => StorageFormat.Of(p.Key, p.Value), StringComparer.OrdinalIgnoreCase);
        if (formats.Count == 0 && type == "file") { formats = new Dictionary<string, StorageFormat>(StorageFormat.Defaults, StringComparer.OrdinalIgnoreCase); }
        var connection = Text(config, "connection") ?? (type == "file" ? throw new DrillException("A storage of files has no \"connection\".", hint: "\"connection\": \"file:///\" for this machine, \"s3a://bucket\", \"hdfs://host:8020\".") : "");
        return new StoragePlugin(name.ToLowerInvariant(), type, Flag(config, "enabled") ?? false, connection, workspaces, formats, config);
    }

    /// <summary>Whether a property of a configuration holds a secret.</summary>
    public static bool IsSecret(string property) => SecretNames.Any(s => property.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>A configuration as it may be shown: what is secret in it is not.</summary>
    public static JsonObject Shown(JsonObject config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var shown = (JsonObject)config.DeepClone();
        Hide(shown);
        return shown;
    }

    private static void Hide(JsonObject config)
    {
        foreach (var (name, value) in config.ToArray())
        {
            if (value is JsonObject inner) { Hide(inner); }
            else if (value is JsonValue && IsSecret(name)) { config[name] = "********"; }
        }
    }

    private static string? Suggest(string type) => Types.FirstOrDefault(t => string.Equals(t, type, StringComparison.OrdinalIgnoreCase)) is { } same ? $"It is written \"{same}\"." : null;

    private static IEnumerable<KeyValuePair<string, JsonObject>> Objects(JsonObject config, string property) => config[property] switch
    {
        null => [],
        JsonObject items => items.Select(p => KeyValuePair.Create(p.Key, p.Value as JsonObject ?? throw new DrillException($"\"{property}\".\"{p.Key}\" is no object."))),
        _ => throw new DrillException($"\"{property}\" is no object."),
    };

    internal static string? Text(JsonObject config, string property) => config[property] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new DrillException($"\"{property}\" is no text."),
    };

    internal static bool? Flag(JsonObject config, string property) => config[property] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw new DrillException($"\"{property}\" is neither true nor false."),
    };
}

/// <summary>A folder of a storage under a name of its own.</summary>
/// <param name="Location">Its path in the storage.</param>
/// <param name="Writable">Tables and views may be made in it.</param>
/// <param name="DefaultInputFormat">The format of files whose names tell none.</param>
/// <param name="AllowAccessOutside">Paths may lead out of it.</param>
public sealed record StorageWorkspace(string Location, bool Writable, string? DefaultInputFormat, bool AllowAccessOutside);
