using System.Text.Json.Nodes;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>What a run leaves and keeps while it lasts is its owner's alone, also where the account's mask lets everybody read.</summary>
public sealed class FileModeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_of_the_kernel_are_private_under_a_mask_that_hides_nothing()
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder.Root, "home")).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(_folder.Root, "temporary")).FullName;
        var notebook = Path.Combine(_folder.Root, "modes.ipynb");
        string[] cells =
        [
            "#!r\nx <- 1\nwriteLines('in R', file.path(tempdir(), 'r.txt'))",
            "#!drill\nSELECT 1 AS a",
            "#!connect s3 --name lab --url http://127.0.0.1:1",
            // Whatever of the kernel's own can be read by others, while it runs.
            """
            var open = new[] { Environment.GetEnvironmentVariable("HOME")!, Environment.GetEnvironmentVariable("TMPDIR")! }
                .SelectMany(f => System.IO.Directory.EnumerateFileSystemEntries(f, "*", new System.IO.EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
                .Where(f => System.IO.File.Exists(f) && (System.IO.File.GetUnixFileMode(f) & (System.IO.UnixFileMode.GroupRead | System.IO.UnixFileMode.OtherRead | System.IO.UnixFileMode.GroupWrite | System.IO.UnixFileMode.OtherWrite)) != 0)
                .Where(f => { for (var d = System.IO.Path.GetDirectoryName(f)!; d.Length > 1; d = System.IO.Path.GetDirectoryName(d)!) { if (d.EndsWith("/home") || d.EndsWith("/temporary")) return true; if ((System.IO.File.GetUnixFileMode(d) & (System.IO.UnixFileMode.GroupExecute | System.IO.UnixFileMode.OtherExecute)) == 0) return false; } return true; }).ToList();
            Console.WriteLine("open: " + string.Join(", ", open));
            """,
        ];
        await File.WriteAllTextAsync(
            notebook,
            new JsonObject
            {
                ["cells"] = new JsonArray([.. cells.Select((c, i) => (JsonNode)new JsonObject { ["cell_type"] = "code", ["id"] = $"c{i}", ["metadata"] = new JsonObject(), ["source"] = c, ["outputs"] = new JsonArray(), ["execution_count"] = null })]),
                ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5,
            }.ToJsonString(),
            TestContext.Current.CancellationToken);
        using var run = new ServerProcess(
            "/bin/sh", ["-c", $"umask 000; exec {Repository.Tool} run {notebook} --output {notebook}.out"],
            new Dictionary<string, string>(_folder.Environment) { ["HOME"] = home, ["XDG_CONFIG_HOME"] = Path.Combine(home, ".config"), ["XDG_STATE_HOME"] = Path.Combine(home, ".state"), ["TMPDIR"] = temporary }, _folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("\"open: \\n\"", await File.ReadAllTextAsync(notebook + ".out", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
