using System.Text;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The embedded engine over files of a Hadoop file system, by WebHDFS.</summary>
public sealed class RemoteFilesTests
{
    [Fact]
    public async Task Files_elsewhere_are_read_through_a_storage_that_is_configured_as_in_drill()
    {
        var content = Encoding.UTF8.GetBytes("{\"id\":1,\"m\":\"CT\"}\n{\"id\":2,\"m\":\"MR\"}\n");
        await using var server = new ReplayServer((_, path, _) => path switch
        {
            _ when !path.StartsWith("/webhdfs/v1/data/scans.json", StringComparison.Ordinal) => Answer(404, "{\"RemoteException\":{\"exception\":\"FileNotFoundException\",\"javaClassName\":\"java.io.FileNotFoundException\",\"message\":\"File does not exist\"}}"u8.ToArray()),
            _ when path.Contains("op=GETFILESTATUS", StringComparison.OrdinalIgnoreCase) => Answer(200, Encoding.UTF8.GetBytes($"{{\"FileStatus\":{{\"accessTime\":1,\"blockSize\":134217728,\"group\":\"g\",\"length\":{content.Length},\"modificationTime\":1709164800000,\"owner\":\"o\",\"pathSuffix\":\"\",\"permission\":\"644\",\"replication\":1,\"type\":\"FILE\"}}}}")),
            _ => Answer(200, content, "application/octet-stream"),
        });
        using var drill = new EmbeddedDrill();
        drill.PutStorage(StoragePlugin.Parse("lake", $"{{\"type\":\"file\",\"connection\":\"webhdfs://{server.Url.Authority}\",\"enabled\":true,\"workspaces\":{{\"root\":{{\"location\":\"/data\",\"writable\":false}}}}}}"));
        var table = drill.Run("SELECT m, id, filename FROM lake.root.`scans.json` ORDER BY id DESC", cancellationToken: TestContext.Current.CancellationToken).Table;
        Assert.Equal(["MR", "CT"], table["m"].ToArray<string>());
        Assert.Equal("scans.json", table.GetValue(0, "filename"));
        Assert.Contains("not found within 'lake.root'", Assert.Throws<DrillException>(() => drill.Run("SELECT * FROM lake.root.`none.json`")).Message, StringComparison.Ordinal);
        Assert.Contains("is immutable", Assert.Throws<DrillException>(() => drill.Run("CREATE TABLE lake.root.`x` AS SELECT 1 AS a")).Message, StringComparison.Ordinal);
    }

    private static RecordedExchange Answer(int status, byte[] body, string type = "application/json") => new(1, "GET", "/", "", status, "OK", [KeyValuePair.Create("Content-Type", type)], [body]);
}
