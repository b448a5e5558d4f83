using System.Text.Json.Nodes;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Tests.Drill.Storage;

/// <summary>Storages are configured by Drill's own JSON: every kind is understood, and what the embedded engine does not read says so.</summary>
public sealed class StoragePluginTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-storages-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Table Run(string sql) => _drill.Run(sql, cancellationToken: TestContext.Current.CancellationToken).Table;

    private DrillException Refused(string sql) => Assert.Throws<DrillException>(() => Run(sql));

    [Theory]
    [InlineData("""{"type":"hbase","config":{"hbase.zookeeper.quorum":"zk","hbase.zookeeper.property.clientPort":"2181"},"size.calculator.enabled":false,"enabled":true}""")]
    [InlineData("""{"type":"hive","configProps":{"hive.metastore.uris":"","javax.jdo.option.ConnectionURL":"jdbc:derby:;databaseName=x","hive.metastore.warehouse.dir":"/tmp/drill_hive_wh"},"enabled":true}""")]
    [InlineData("""{"type":"jdbc","driver":"org.postgresql.Driver","url":"jdbc:postgresql://db/pacs","username":"u","password":"p","caseInsensitiveTableNames":true,"sourceParameters":{"maximumPoolSize":10},"enabled":true}""")]
    [InlineData("""{"type":"kafka","kafkaConsumerProps":{"bootstrap.servers":"kafka:9092"},"enabled":true}""")]
    [InlineData("""{"type":"kudu","masterAddresses":"kudu:7051","enabled":true}""")]
    [InlineData("""{"type":"mongo","connection":"mongodb://mongo:27017/","pluginOptimizations":{"supportsProjectPushdown":true},"batchSize":100,"enabled":true}""")]
    [InlineData("""{"type":"http","connections":{"fhir":{"url":"https://fhir/","method":"GET","inputType":"json"}},"timeout":5,"enabled":true}""")]
    [InlineData("""{"type":"elastic","hosts":["http://elastic:9200"],"enabled":true}""")]
    [InlineData("""{"type":"druid","brokerAddress":"http://druid:8082","coordinatorAddress":"http://druid:8081","averageRowSizeBytes":100,"enabled":true}""")]
    [InlineData("""{"type":"cassandra","host":"c","port":9042,"username":"u","password":"p","enabled":true}""")]
    [InlineData("""{"type":"splunk","username":"admin","password":"x","hostname":"splunk","port":8089,"enabled":true}""")]
    [InlineData("""{"type":"openTSDB","connection":"http://tsdb:10000","enabled":true}""")]
    [InlineData("""{"type":"phoenix","zkQuorum":"zk","port":2181,"enabled":true}""")]
    [InlineData("""{"type":"googlesheets","authMode":"SHARED_USER","extractHeaders":true,"enabled":true}""")]
    [InlineData("""{"type":"drill","connection":"jdbc:drill:drillbit=other","enabled":true}""")]
    public void A_storage_of_every_other_kind_is_kept_and_needs_a_cluster(string json)
    {
        var plugin = StoragePlugin.Parse("other", json);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), plugin.Config));
        _drill.PutStorage(plugin);
        var error = Refused("SELECT * FROM other.`studies`");
        Assert.Contains($"of the type {plugin.Type}", error.Message, StringComparison.Ordinal);
        Assert.Equal((14, true), (error.Offset, error.Hint!.Contains("cluster", StringComparison.Ordinal)));
        Assert.Contains("other", Run("SHOW SCHEMAS").Column<string>("SCHEMA_NAME").ToArray());
        Assert.DoesNotContain("\"p\"", StoragePlugin.Shown(plugin.Config).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "file:///")]
    [InlineData("s3", "s3a://BUCKET")]
    [InlineData("hdfs", "hdfs://NAMENODE:8020")]
    [InlineData("maprdb", "maprfs:///")]
    [InlineData("hbase", "")]
    public void A_template_is_the_json_of_a_storage(string kind, string connection)
    {
        var template = StorageTemplates.Get(kind);
        var plugin = StoragePlugin.Parse(kind, template);
        Assert.Equal(connection, plugin.Connection);
        Assert.True(plugin.Enabled);
        if (kind == "hbase")
        {
            Assert.Equal("hbase", plugin.Type);
            Assert.Equal("ZOOKEEPER", plugin.Config["config"]!["hbase.zookeeper.quorum"]!.GetValue<string>());
            return;
        }
        Assert.Equal("file", plugin.Type);
        Assert.Equal(["root", "tmp"], plugin.Workspaces.Keys);
        Assert.True(plugin.Workspaces["tmp"].Writable && !plugin.Workspaces["root"].Writable);
        Assert.Equal((string[])["csv", "csvh", "psv", "tsv"], plugin.Formats.Where(f => f.Value.Type == "text").Select(f => f.Key).Order());
        Assert.Equal(kind == "maprdb", plugin.Formats.ContainsKey("maprdb"));
    }

    [Theory]
    [InlineData("{", "no JSON: line 1, character 2")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "no \"type\"")]
    [InlineData("""{"type":"files"}""", "no storage of the type 'files'")]
    [InlineData("""{"type":"file"}""", "no \"connection\"")]
    [InlineData("""{"type":"file","connection":1}""", "\"connection\" is no text")]
    [InlineData("""{"type":"file","connection":"file:///","enabled":"yes"}""", "neither true nor false")]
    [InlineData("""{"type":"file","connection":"file:///","workspaces":{"a":{}}}""", "'a' has no \"location\"")]
    [InlineData("""{"type":"file","connection":"file:///","workspaces":[]}""", "\"workspaces\" is no object")]
    [InlineData("""{"type":"file","connection":"file:///","formats":{"x":{"type":"excl"}}}""", "no format of the type 'excl'")]
    [InlineData("""{"type":"file","connection":"file:///","formats":{"x":{"type":"text","fieldDelimiter":";;"}}}""", "\"fieldDelimiter\" is one character")]
    [InlineData("""{"type":"file","connection":"file:///","formats":{"x":{"type":"text","lineDelimiter":""}}}""", "\"lineDelimiter\" is one character or two")]
    [InlineData("""{"type":"file","connection":"file:///","formats":{"x":{"type":"text","extensions":"csv"}}}""", "\"extensions\" is no list")]
    [InlineData("""{"type":"file","connection":"file:///","workspaces":{"a":{"location":"/","defaultInputFormat":"psv"}},"formats":{"x":{"type":"text"}}}""", "the default format 'psv'")]
    public void What_is_no_configuration_says_where(string json, string message) =>
        Assert.Contains(message, Assert.Throws<DrillException>(() => StoragePlugin.Parse("x", json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Formats_of_text_are_read_as_they_are_configured()
    {
        File.WriteAllText(Path.Combine(_folder, "a.dat"), "! remark\nid;note\n1;'x;y'\n2;it~'s\n");
        File.WriteAllText(Path.Combine(_folder, "b.lst"), "first line\n3|c\n4|d\n");
        File.WriteAllText(Path.Combine(_folder, "plain"), "{\"v\": 5}\n");
        _drill.PutStorage(StoragePlugin.Parse("lab", """
            {"type": "file", "connection": "file:///", "enabled": true,
             "workspaces": {"root": {"location": "FOLDER", "writable": false, "defaultInputFormat": "j", "allowAccessOutsideWorkspace": false}},
             "formats": {
               "dat": {"type": "text", "extensions": ["dat"], "fieldDelimiter": ";", "quote": "'", "escape": "~", "comment": "!", "extractHeader": true},
               "lst": {"type": "text", "extensions": ["lst"], "fieldDelimiter": "|", "skipFirstLine": true},
               "j": {"type": "json", "extensions": ["json"]},
               "x": {"type": "excel", "extensions": ["xlsx"], "lastRow": 1048576}}}
            """.Replace("FOLDER", _folder, StringComparison.Ordinal)));
        var rows = Run("SELECT id, note FROM lab.root.`a.dat` ORDER BY id");
        Assert.Equal(["1", "2"], rows["id"].ToArray<string>());
        Assert.Equal(["x;y", "it~'s"], rows["note"].ToArray<string>());
        Assert.Equal(["c", "d"], Run("SELECT columns[1] AS c FROM lab.root.`b.lst` ORDER BY 1")["c"].ToArray<string>());
        Assert.Equal([5L], Run("SELECT v FROM lab.root.`plain`")["v"].ToArray<long>());
        File.WriteAllText(Path.Combine(_folder, "s.xlsx"), "");
        Assert.Contains("does not read the format excel", Refused("SELECT * FROM lab.root.`s.xlsx`").Message, StringComparison.Ordinal);
        Assert.Contains("takes you outside the workspace", Refused("SELECT * FROM lab.root.`../x.dat`").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_disabled_is_not_there()
    {
        _drill.PutStorage(StoragePlugin.Parse("lab", """{"type":"file","connection":"file:///","enabled":false}"""));
        Assert.Contains("Schema 'lab' not found", Refused("SELECT * FROM lab.`x.json`").Message, StringComparison.Ordinal);
        Assert.DoesNotContain("lab.default", Run("SHOW SCHEMAS").Column<string>("SCHEMA_NAME").ToArray());
    }
}
