using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Sinogram.Data.Engine;

namespace Sinogram.Data.Tests.Engine;

/// <summary>CSV whose quotes do not enclose fields is read as text, and said to be.</summary>
public sealed class OpenQuotesTests : IDisposable
{
    private static readonly ConcurrentQueue<string> Warnings = new();
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });
    private readonly TempFolder _folder = new();

    static OpenQuotesTests() => EngineOptions.Warn = Warnings.Enqueue;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a,b\n1,\"x\"\n2,\"never\n3,\"y\"\n", "a quote that opens in line 3 does not close")]
    [InlineData("a,b\n1,x\n2,\"never\n3,y\n", "a quote that opens in line 3 does not close")]
    [InlineData("a,b\r\n1,\"x\"\r\n2,\"never", "a quote that opens in line 3 does not close")]
    [InlineData("\"a\",\"b\"\n1,\"x\"\n2,\"Smith\" et al\n", "line 3 has text behind a closing quote")]
    public void The_file_and_the_line_are_named(string text, string wrong)
    {
        var path = _folder.File("t.csv");
        File.WriteAllText(path, text);
        Assert.Contains('"', string.Concat(_engine.Read(path, Token).Columns.SelectMany(c => Enumerable.Range(0, (int)c.Length).Select(i => c.GetValue(i)))));
        Assert.StartsWith($"{path}: {wrong}.", Assert.Single(Warnings, w => w.Contains(_folder.Path, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,\"x\"\n2,\"y,\n\"\"z\"\"\"\n3,\"\"\n")]
    [InlineData("a,b\n1,5\"\n2,6\"\n")]
    [InlineData("a;b\r\n\"1\";\"x\"\r\n\"2\";\"y\"")]
    [InlineData("")]
    public void Quotes_that_close_are_not_spoken_of(string text)
    {
        var path = _folder.File("t.csv");
        File.WriteAllText(path, text.Length == 0 ? "a\n" : text);
        _engine.Read(path, Token);
        Assert.DoesNotContain(Warnings, w => w.Contains(_folder.Path, StringComparison.Ordinal));
        Assert.Null(OpenQuotes.First(new MemoryStream(Encoding.UTF8.GetBytes(text)), (byte)(text.StartsWith("a;", StringComparison.Ordinal) ? ';' : ','), Token));
    }

    [Fact]
    public void Of_several_files_and_of_a_compressed_one_the_line_is_named_beyond_what_the_engine_samples()
    {
        File.WriteAllText(_folder.File("1.csv"), "a,b\n1,x\n");
        using (var packed = new StreamWriter(new GZipStream(File.Create(_folder.File("2.csv.gz")), CompressionLevel.Fastest)))
        {
            packed.Write("a,b\n" + string.Concat(Enumerable.Repeat("1,x\n", 60_000)) + "2,\"never\n3,y\n");
        }
        Assert.Equal(60_003, _engine.ReadCsv(_folder.Path + "/*.csv*", Token).RowCount);
        var said = Assert.Single(Warnings, w => w.Contains(_folder.Path, StringComparison.Ordinal));
        Assert.StartsWith($"{_folder.File("2.csv.gz")}: a quote that opens in line 60002 does not close.", said, StringComparison.Ordinal);
        // What it advises works, and is not warned of.
        Assert.Equal("\"never", _engine.Query(said[(said.IndexOf("FROM ", StringComparison.Ordinal))..^1] + " WHERE a = 2", Token).GetValue(0, "b"));
    }

    [Fact]
    public void Any_cut_of_the_text_into_buffers_finds_the_same()
    {
        var text = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("\"x\"\"y\",\"z\n\"\r\n", 9)) + "\"v\"w,1\n");
        for (var size = 1; size < 40; size++)
        {
            Assert.Equal("line 20 has text behind a closing quote", OpenQuotes.First(new Pieces(text, size), (byte)',', Token));
        }
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);
    }
}
