using Sinogram.Jupyter.History;

namespace Sinogram.Jupyter.Tests.History;

public sealed class CellHistoryTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

    private string FilePath => Path.Combine(_folder, "sub", "history.jsonl");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void The_tail_is_the_last_cells_oldest_first()
    {
        var history = Filled(null, "a", "b", "c");
        Assert.Equal(["b", "c"], history.Tail(2).Select(e => e.Input));
    }

    [Fact]
    public void A_range_ends_before_its_stop_and_session_0_is_this_one()
    {
        var history = Filled(null, "a", "b", "c");
        Assert.Equal(["b"], history.Range(0, 2, 3).Select(e => e.Input));
        Assert.Equal(["b", "c"], history.Range(1, 2, null).Select(e => e.Input));
        Assert.Empty(history.Range(-1, 1, null));
    }

    [Fact]
    public void A_search_takes_wildcards_the_latest_of_equals_and_a_count()
    {
        var history = Filled(null, "x = 1", "y = 2", "x = 1", "x = 3");
        Assert.Equal(["x = 1", "x = 1", "x = 3"], history.Search("x*", null, unique: false).Select(e => e.Input));
        Assert.Equal([3, 4], history.Search("x*", null, unique: true).Select(e => e.Line));
        Assert.Equal(["x = 3"], history.Search("?*3", null, unique: false).Select(e => e.Input));
        Assert.Equal([3, 4], history.Search("x*", 2, unique: false).Select(e => e.Line));
    }

    [Fact]
    public void A_file_keeps_texts_but_no_outputs_over_a_restart_for_its_owner_only()
    {
        Filled(FilePath, "first", "second");
        var next = Filled(FilePath, "third");
        Assert.Equal([(1, "first"), (1, "second"), (2, "third")], next.Tail(9).Select(e => (e.Session, e.Input)));
        Assert.Equal(["first", "second"], next.Range(-1, 1, null).Select(e => e.Input));
        Assert.DoesNotContain("output of", File.ReadAllText(FilePath), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Damaged_lines_are_left_out()
    {
        Filled(FilePath, "good");
        File.AppendAllText(FilePath, "{\"session\":1,\n[]\nnull\n{\"session\":\"x\"}\n");
        Assert.Equal(["good"], Filled(FilePath).Tail(9).Select(e => e.Input));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_once_and_done_without()
    {
        var told = new List<string>();
        var history = new CellHistory(new HistoryFile("/proc/no/history", told.Add));
        history.Add(1, "a", null);
        history.Add(2, "b", null);
        history.Save();
        Assert.Single(told);
        Assert.Equal(2, history.Tail(9).Count);
    }

    [Fact]
    public void Of_very_many_cells_the_last_are_kept()
    {
        var history = Filled(null, [.. Enumerable.Range(1, CellHistory.Kept + 5).Select(i => "cell " + i)]);
        Assert.Equal(CellHistory.Kept, history.Tail(int.MaxValue).Count);
        Assert.Equal((6, "cell 6"), (history.Tail(int.MaxValue)[0].Line, history.Tail(int.MaxValue)[0].Input));
        Assert.Equal(["cell 10005"], history.Search("*5", 1, unique: false).Select(e => e.Input));
        Assert.Empty(history.Range(0, 1, 6));
    }

    [Fact]
    public void Of_very_long_cells_the_last_are_kept_and_the_last_one_with_any_length()
    {
        var history = new CellHistory(null);
        var half = new string('x', (int)(CellHistory.KeptCharacters / 2));
        history.Add(1, half, null);
        history.Add(2, "short", half[..^5]);
        Assert.Equal([1, 2], history.Tail(9).Select(e => e.Line));
        history.Add(3, "more", null);
        Assert.Equal([2, 3], history.Tail(9).Select(e => e.Line));
        history.Add(4, half + half, half);
        Assert.Equal([4], history.Tail(9).Select(e => e.Line));
    }

    [Fact]
    public void The_session_after_a_full_file_counts_on()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllLines(FilePath, Enumerable.Range(1, CellHistory.Kept + 1).Select(i => $$"""{"session":{{i}},"line":1,"input":"old"}"""));
        var history = Filled(FilePath, "new");
        Assert.Equal(CellHistory.Kept, history.Tail(int.MaxValue).Count);
        Assert.Equal((CellHistory.Kept + 2, "new"), (history.Tail(1)[0].Session, history.Tail(1)[0].Input));
    }

    private static CellHistory Filled(string? path, params string[] inputs)
    {
        var history = new CellHistory(path is null ? null : new HistoryFile(path, Assert.Fail));
        for (var i = 0; i < inputs.Length; i++)
        {
            history.Add(i + 1, inputs[i], "output of " + inputs[i]);
        }

        history.Save();

        return history;
    }
}
