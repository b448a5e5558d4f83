using System.IO.Compression;
using System.Text;
using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

public sealed class CompressedFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-drill-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 512L << 20 });

    public CompressedFilesTests() => _drill.SetWorkspace("dfs", _folder);

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Text_and_JSON_are_read_through_gzip_by_their_first_ending()
    {
        Write("a.json.gz", "{\"a\": 1}\n{\"a\": 2}\n");
        Write("b.csvh.gz", "id,name\n1,x\n2,y\n");
        Write("c.csv.gz", "1,x\n");
        Write("d.tsv.gz", "1\tx\n");
        Assert.Equal(3L, _drill.Run("SELECT SUM(a) AS s, MAX(suffix) AS e FROM dfs.`a.json.gz`").Table.GetValue(0, "s"));
        Assert.Equal(["x", "y"], _drill.Run("SELECT name FROM dfs.`b.csvh.gz` ORDER BY id").Table["name"].ToArray<string>());
        Assert.Equal("x", _drill.Run("SELECT columns[1] AS c FROM dfs.`c.csv.gz`").Table.GetValue(0, "c"));
        Assert.Equal("x", _drill.Run("SELECT columns[1] AS c FROM dfs.`d.tsv.gz`").Table.GetValue(0, "c"));
    }

    [Fact]
    public void A_folder_may_hold_both()
    {
        Write("both/a.json.gz", "{\"a\": 1}\n");
        File.WriteAllText(Path.Combine(_folder, "both", "b.json"), "{\"a\": 2}\n");
        Assert.Equal(3L, _drill.Run("SELECT SUM(a) AS s FROM dfs.`both`").Table.GetValue(0, "s"));
    }

    [Theory]
    [InlineData("a.json.bz2")]
    [InlineData("a.csv.bz2")]
    public void Another_compression_is_refused_by_name(string file)
    {
        File.WriteAllBytes(Path.Combine(_folder, file), [1, 2, 3]);
        Assert.Equal($"{file} is compressed as .bz2: the embedded engine reads gzip (.gz) only.", Assert.Throws<DrillException>(() => _drill.Run($"SELECT * FROM dfs.`{file}`")).Message);
    }

    [Fact]
    public void What_is_no_gzip_inside_is_one_error()
    {
        File.WriteAllText(Path.Combine(_folder, "a.csv.gz"), "1,2\n");
        Assert.StartsWith("The text file cannot be read", Assert.Throws<DrillException>(() => _drill.Run("SELECT * FROM dfs.`a.csv.gz`")).Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
