using System.Text;
using Sinogram.Data.Engine;

namespace Sinogram.Data.Tests.Engine;

/// <summary>JSON that the engine's own reader would not survive never reaches it.</summary>
public sealed class JsonGuardTests : IDisposable
{
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("[", "]", 100_000)]
    [InlineData("{\"a\":", "}", 20_000)]
    [InlineData("{\"a\":", "}", 600)]
    public void Json_that_is_nested_too_deeply_for_the_engine_never_reaches_it(string open, string close, int levels)
    {
        var path = _folder.File("deep.json");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels)));
        foreach (var sql in new[] { $"FROM '{path}'", $"SELECT * FROM read_json('{path}')", $"SELECT * FROM read_json_objects(['{path}'])", $"FROM '{_folder.Path}/*.json'", $"FROM read_ndjson_auto('{_folder.Path}/d*.json')", $"DESCRIBE FROM '{path}'" })
        {
            var error = Assert.Throws<EngineException>(() => _engine.Query(sql, Token));
            Assert.Contains("levels deep", error.Message, StringComparison.Ordinal);
            Assert.Contains("deep.json", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("parameter")]
    public void Nor_does_it_compressed_or_named_by_a_parameter(string how)
    {
        var path = _folder.File(how switch { "gzip" => "deep.json.gz", "zstd" => "deep.json.zst", _ => "deep.json" });
        var text = Encoding.ASCII.GetBytes(new string('[', 50_000) + new string(']', 50_000));
        switch (how)
        {
            case "gzip":
                using (var packed = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest)) { packed.Write(text); }
                break;
            case "zstd":
                var buffer = new byte[Interop.Zstd.Bound(text.Length)];
                File.WriteAllBytes(path, buffer[..(int)Interop.Zstd.Compress(text, buffer)]);
                break;
            default:
                File.WriteAllBytes(path, text);
                break;
        }
        var error = Assert.Throws<EngineException>(() => how == "parameter" ? _engine.Query("FROM read_json($file)", new { file = path }, Token) : _engine.Query($"FROM read_json('{path}')", Token));
        Assert.Contains("levels deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Brackets_in_text_are_no_nesting()
    {
        Assert.Equal(1, JsonGuard.Levels(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"a\": \"{new string('[', 5000)}\\\"{new string('{', 5000)}\\\\\"}}")), Token));
        Assert.Equal(2, JsonGuard.Levels(new MemoryStream("[[1],[2],[3]]"u8.ToArray()), Token));
        File.WriteAllText(_folder.File("t.json"), $"{{\"a\": \"{new string('[', 5000)}\"}}\n{{\"a\": \"y\"}}");
        Assert.Equal(2, _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.json"))}", Token).RowCount);
    }
}
