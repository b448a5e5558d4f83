using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Queries of the same kinds as the recorded ones, over no files, over the recorded data set, and statements in one session.</summary>
public sealed class QueryScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-queries-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("queries.txt", 300, false)]
    [InlineData("error-queries.txt", 30, false)]
    [InlineData("file-queries.txt", 75, true)]
    [InlineData("statements.txt", 100, true)]
    public void Statements_are_answered_as_drill_answers_their_kind(string name, int least, bool usesFiles)
    {
        using var stream = new StreamReader(typeof(QueryScriptTests).Assembly.GetManifestResourceStream(name)!);
        var data = usesFiles ? SharedFolder.Path("recordings/drill") : Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        if (!usesFiles)
        {
            Directory.CreateDirectory(Path.Combine(data, "data", "catalog"));
            Directory.CreateDirectory(Path.Combine(data, "data", "json"));
            File.WriteAllText(Path.Combine(data, "data", "json", "array.json"), "[{\"id\":0,\"reader\":\"A\",\"score\":0.0,\"ok\":true}]");
        }
        using var drill = ParityTests.Engine(data, Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName);
        var (count, differences) = QueryScript.Run(stream.ReadToEnd(), drill, data, TestContext.Current.CancellationToken);
        Assert.True(differences.Count == 0, $"{differences.Count} of {count}\n{string.Join('\n', differences)}");
        Assert.True(count >= least, $"only {count} statements");
    }
}
