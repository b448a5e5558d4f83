using Sinogram.Data;
using Sinogram.Tool.Composition;

namespace Sinogram.Tool.Tests.Composition;

public sealed class TextNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-names-").FullName;
    private readonly TextNames _names = new();

    public TextNamesTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "scans"));
        File.WriteAllText(Path.Combine(_folder, "series.csv"), "");
        File.WriteAllText(Path.Combine(_folder, ".hidden"), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_path_is_continued_by_the_entries_of_its_folder()
    {
        Assert.Equal(["scans/", "series.csv"], _names.Files(_folder + "/"));
        Assert.Equal(["series.csv"], _names.Files(_folder + "/ser"));
        Assert.Equal([".hidden"], _names.Files(_folder + "/.h"));
        Assert.Empty(_names.Files(_folder + "/none/"));
        Assert.Empty(_names.Files("/root\0/x"));
    }

    [Fact]
    public void A_table_and_a_dictionary_have_names_and_a_list_has_none()
    {
        Assert.Equal(["a", "b c"], _names.Keys(new Table(Column.Of("a", [1]), Column.Of("b c", [2]))));
        Assert.Equal(["k"], _names.Keys(new Dictionary<string, int> { ["k"] = 1 }));
        Assert.Empty(_names.Keys(new List<string> { "k" }));
    }
}
