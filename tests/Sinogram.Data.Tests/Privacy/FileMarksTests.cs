using System.Text.Json;
using Sinogram.Data.Engine;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>What a Parquet file says of its identifying columns is read from its footer, once while it is unchanged.</summary>
public sealed class FileMarksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-marks-").FullName;
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 128L << 20 });

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_file_of_ours_names_its_identifying_columns_and_one_of_others_does_not()
    {
        var path = Path.Combine(_folder, "a.parquet");
        var table = new Table(Column.Of("PatientID", "x"), Column.Of("Note", "y")).With(c => c.Name == "PatientID" ? c.WithField(c.Field with { Identified = true }) : c);
        _engine.WriteParquet(table, path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["PatientID"], FileMarks.Of(path));
        // A file that takes its place is read anew.
        _engine.WriteParquet(new Table(Column.Of("Note", "y", "z")), path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([], FileMarks.Of(path));
        _engine.Execute($"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet)", TestContext.Current.CancellationToken);
        Assert.Null(FileMarks.Of(path));
        File.WriteAllText(path, "no such thing");
        Assert.Null(FileMarks.Of(path));
        Assert.Null(FileMarks.Of(Path.Combine(_folder, "nothing.parquet")));
    }

    [Fact]
    public void Damaged_footers_say_nothing()
    {
        var path = Path.Combine(_folder, "b.parquet");
        _engine.Execute($"COPY (SELECT 1 AS a, 'x' AS b FROM range(100)) TO '{path}' (FORMAT parquet, KV_METADATA {{'{FileMarks.Key}': '[\"b\"]', other: 'x'}})", TestContext.Current.CancellationToken);
        Assert.Equal(["b"], FileMarks.Of(path));
        var whole = File.ReadAllBytes(path);
        var footer = whole[(whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8))..^8];
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = footer.ToArray();
            for (var m = random.Next(1, 5); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            if (random.Next(4) == 0) { bytes = bytes[..random.Next(bytes.Length)]; }
            try
            {
                _ = FileMarks.Told(bytes);
            }
            catch (Exception e) when (e is InvalidDataException or JsonException)
            {
                // What is taken for a file that says nothing.
            }
        }
    }
}
