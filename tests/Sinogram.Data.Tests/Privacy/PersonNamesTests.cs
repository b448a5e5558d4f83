namespace Sinogram.Data.Tests.Privacy;

/// <summary>Names in files that say nothing of themselves, under a column's name that tells nothing.</summary>
public sealed class PersonNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("csv", "q,n\nAshgrove^Ada,1\nByfield-Crane^Bo^J.,2\nn/a,3\n")]
    [InlineData("jsonl", "{\"q\": \"Ashgrove^Ada\", \"n\": 1}\n{\"q\": \"Yamada^Tarou=山田^太郎=やまだ^たろう\", \"n\": 2}\n{\"q\": null, \"n\": 3}\n")]
    public void A_column_of_names_is_marked_in_a_file_of_unknown_origin(string kind, string text)
    {
        var file = Path.Combine(_folder, "a." + kind);
        File.WriteAllText(file, text);
        Assert.Equal([true, false], Table.Read(file).Schema.Select(f => f.Identified));
    }

    [Theory]
    [InlineData("q\n10^3 cells\nx^2\n")]
    [InlineData("q\nlog^b\nsee a\nsee b\n")]
    [InlineData("q\nAshgrove\nByfield\n")]
    public void Other_texts_are_not(string text)
    {
        var file = Path.Combine(_folder, "b.csv");
        File.WriteAllText(file, text);
        Assert.False(Table.Read(file).Schema[0].Identified);
    }
}
