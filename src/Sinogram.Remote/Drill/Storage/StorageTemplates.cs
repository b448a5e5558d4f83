using System.Text.Json.Nodes;

namespace Sinogram.Remote.Drill.Storage;

/// <summary>Storage configurations to begin with.</summary>
public static class StorageTemplates
{
    /// <summary>The names of the templates.</summary>
    public static IReadOnlyList<string> Names { get; } = ["file", "s3", "hdfs", "hbase", "maprdb"];

    /// <summary>Drill's JSON for a kind of storage; what is in capitals is to be replaced.</summary>
    /// <exception cref="DrillException">There is no such template.</exception>
    public static string Get(string name) => name switch
    {
        "file" => Files("file:///", "/data", null),
        "s3" => Files("s3a://BUCKET", "/", new JsonObject
        {
            ["fs.s3a.endpoint"] = "s3.REGION.amazonaws.com",
            ["fs.s3a.connection.ssl.enabled"] = "true",
            ["fs.s3a.aws.credentials.provider"] = "com.amazonaws.auth.EnvironmentVariableCredentialsProvider",
        }),
        "hdfs" => Files("hdfs://NAMENODE:8020", "/data", null),
        "hbase" => new JsonObject
        {
            ["type"] = "hbase",
            ["config"] = new JsonObject { ["hbase.zookeeper.quorum"] = "ZOOKEEPER", ["hbase.zookeeper.property.clientPort"] = "2181" },
            ["size.calculator.enabled"] = false,
            ["enabled"] = true,
        }.ToJsonString(Indented),
        "maprdb" => MapR(),
        _ => throw new DrillException($"There is no template '{name}'.", hint: $"There are: {string.Join(", ", Names)}."),
    };

    private static System.Text.Json.JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Files(string connection, string location, JsonObject? config)
    {
        var json = new JsonObject { ["type"] = "file", ["connection"] = connection };
        if (config is not null) { json["config"] = config; }
        json["workspaces"] = Workspaces(location);
        json["formats"] = new JsonObject(StorageFormat.Defaults.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.ToJson())));
        json["enabled"] = true;
        return json.ToJsonString(Indented);
    }

    private static string MapR()
    {
        var formats = new JsonObject(StorageFormat.Defaults.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.ToJson())))
        {
            ["maprdb"] = new JsonObject { ["type"] = "maprdb", ["allTextMode"] = false, ["readAllNumbersAsDouble"] = false, ["enablePushdown"] = true },
        };
        return new JsonObject { ["type"] = "file", ["connection"] = "maprfs:///", ["workspaces"] = Workspaces("/"), ["formats"] = formats, ["enabled"] = true }.ToJsonString(Indented);
    }

    private static JsonObject Workspaces(string location) => new()
    {
        ["root"] = new JsonObject { ["location"] = location, ["writable"] = false, ["defaultInputFormat"] = null, ["allowAccessOutsideWorkspace"] = false },
        ["tmp"] = new JsonObject { ["location"] = "/tmp", ["writable"] = true, ["defaultInputFormat"] = null, ["allowAccessOutsideWorkspace"] = false },
    };
}
