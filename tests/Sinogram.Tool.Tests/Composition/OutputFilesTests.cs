using Sinogram.Tool.Composition;

namespace Sinogram.Tool.Tests.Composition;

public sealed class OutputFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sinogram-outputs-").FullName;

    private string Folder => Path.Combine(_root, "outputs");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_text_lies_in_a_file_of_its_owner_alone()
    {
        var text = new OutputFiles(Folder, TimeProvider.System).Open(3);
        text.Append("one é\n");
        text.Append("two\n");
        text.Flush();
        var file = Assert.Single(Directory.GetFiles(Folder));
        Assert.Equal("one é\ntwo\n", File.ReadAllText(file));
        Assert.EndsWith("-cell-3.txt", text.Place, StringComparison.Ordinal);
        Assert.Null(text.Problem);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void Files_of_last_week_are_removed_and_others_stay()
    {
        Directory.CreateDirectory(Folder);
        var old = Path.Combine(Folder, "20240101-000000-1-cell-1.txt");
        var other = Path.Combine(Folder, "notes.txt");
        File.WriteAllText(old, "");
        File.WriteAllText(other, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-8));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddDays(-8));
        new OutputFiles(Folder, TimeProvider.System).Open(1);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_a_problem_in_words()
    {
        File.WriteAllText(Folder, "a file where the folder should be");
        var text = new OutputFiles(Folder, TimeProvider.System).Open(1);
        text.Append("lost");
        text.Flush();
        Assert.StartsWith("The rest cannot be kept in ", text.Problem, StringComparison.Ordinal);
    }
}
