using System.Text;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>The reading of text files: what stops it, how they are encoded, what is told meanwhile.</summary>
public sealed class TextFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-text-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });

    public TextFilesTests() => _drill.SetWorkspace("dfs", _folder);

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_token_stops_the_reading_between_two_rows(bool header)
    {
        var file = Path.Combine(_folder, "a.csv");
        File.WriteAllText(file, "a,b\n1,2\n3,4\n");
        var format = new StorageFormat("csv", "text", ["csv"]) { FieldDelimiter = ",", ExtractHeader = header };
        Assert.Throws<OperationCanceledException>(() => DelimitedText.Read([file], format, 0, withLines: false, new CancellationToken(canceled: true)));
        Assert.Equal(header ? 2 : 3, DelimitedText.Read([file], format, 0, withLines: false, CancellationToken.None).RowCount);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_byte_order_mark_says_the_encoding_and_is_no_character(string encoding)
    {
        File.WriteAllText(Path.Combine(_folder, "b.csv"), "Größe,Ort\r\n1,Kraków\r\n", Encoding.GetEncoding(encoding));
        Assert.Equal(["Größe"], _drill.Run("SELECT columns[0] AS a FROM dfs.`b.csv` LIMIT 1").Table["a"].ToArray<string>());
        Assert.Equal(["1Kraków"], _drill.Run("SELECT Größe || Ort AS a FROM TABLE(dfs.`b.csv`(type => 'text', extractHeader => true, fieldDelimiter => ','))").Table["a"].ToArray<string>());
    }

    [Theory]
    [InlineData("c.csv", "1,2\n", "reading")]
    [InlineData("c.json", "{\"a\": 1}", "finding the types of")]
    public void What_is_done_before_the_query_runs_is_told(string file, string text, string stage)
    {
        File.WriteAllText(Path.Combine(_folder, file), text);
        var told = new Listener();
        _drill.Run($"SELECT * FROM dfs.`{file}`", new QueryOptions { Progress = told });
        Assert.StartsWith(stage, told.First?.Stage, StringComparison.Ordinal);
        Assert.Contains(file, told.First?.Stage, StringComparison.Ordinal);
    }

    private sealed class Listener : IProgress<QueryProgress>
    {
        private readonly Lock _lock = new();

        public QueryProgress? First { get; private set; }

        public void Report(QueryProgress value)
        {
            lock (_lock) { First ??= value; }
        }
    }
}
