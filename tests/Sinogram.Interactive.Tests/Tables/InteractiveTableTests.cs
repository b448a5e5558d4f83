using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Interactive.Formatting;
using Sinogram.Interactive.Tables;
using Sinogram.Testing.Kernel;

namespace Sinogram.Interactive.Tests.Tables;

public sealed class InteractiveTableTests : IAsyncDisposable
{
    private static readonly Scan[] Scans =
    [
        .. Enumerable.Range(0, 200).Select(i => new Scan($"P{i:000}", i % 3 == 0 ? "CT" : "MR", i == 7 ? null : i % 90, i % 3 == 0 ? "chest, low dose" : "head")),
    ];

    private readonly InteractiveTable _table = new(new Formatters(GeneralFormatters.All).View(Scans)!);

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Theory]
    [InlineData("", 200)]
    [InlineData("CT", 67)]
    [InlineData("ct chest", 67)]
    [InlineData("\"low dose\"", 67)]
    [InlineData("Modality=MR", 133)]
    [InlineData("modality!=MR", 67)]
    [InlineData("Age>=80", 20)]
    [InlineData("Age>=80 Modality=CT", 6)]
    [InlineData("Age<1", 3)]
    [InlineData("Name~P00", 10)]
    [InlineData("Name=\"P001\"", 1)]
    [InlineData("nothing", 0)]
    [InlineData("Age=null", 1)]
    [InlineData("other=5", 0)]
    [InlineData("\"", 200)]
    public void A_filter_finds_rows_by_words_and_by_conditions(string filter, int expected)
    {
        _table.Filter = filter;
        Assert.Equal(expected, _table.Rows.Count);
    }

    [Fact]
    public void Numbers_sort_by_size_and_missing_values_stay_last_either_way()
    {
        _table.SortBy("Age");
        Assert.Equal([0, 90, 180], _table.Rows.Take(3));
        Assert.Equal(7, _table.Rows[^1]);
        _table.SortBy("Age", descending: true);
        Assert.Equal([89, 179], _table.Rows.Take(2).Order());
        Assert.Equal(7, _table.Rows[^1]);
        Assert.Contains("no column dose", Assert.Throws<ArgumentException>(() => _table.SortBy("dose")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_at_the_front_end_filters_sorts_and_pages_and_only_a_page_leaves_the_kernel()
    {
        var front = new RecordingChannels(Widget.Target);
        var still = _table.Widget.View(front);
        Assert.Contains("rows 1 to 20 of 200", still[Mime.Html], StringComparison.Ordinal);
        Assert.DoesNotContain("filter", still[Mime.Html], StringComparison.Ordinal);
        Assert.Contains(">P019<", still[Mime.Html], StringComparison.Ordinal);
        Assert.DoesNotContain(">P020<", still[Mime.Html], StringComparison.Ordinal);

        var next = front.Opened.Single(c => (string?)c.Data["state"]!["description"] == "▶");
        var rows = front.Model("HTMLModel");
        next.Tell("""{"method":"custom","content":{"event":"click"}}""");
        Assert.Contains(">P020<", (string?)rows.Sent[^1].Data["state"]!["value"], StringComparison.Ordinal);
        Assert.Equal("rows 21 to 40 of 200", (string?)front.Model("LabelModel").Sent[^1].Data["state"]!["value"]);

        front.Model("TextModel").Tell("""{"method":"update","state":{"value":"Modality=CT"},"buffer_paths":[]}""");
        Assert.Equal("rows 1 to 20 of 67 found of 200", (string?)front.Model("LabelModel").Sent[^1].Data["state"]!["value"]);
        var sort = front.Opened.Single(c => (string?)c.Data["state"]!["description"] == "sort by");
        sort.Tell("""{"method":"update","state":{"index":3},"buffer_paths":[]}""");
        front.Model("CheckboxModel").Tell("""{"method":"update","state":{"value":true},"buffer_paths":[]}""");
        Assert.Contains(">P087<", (string?)rows.Sent[^1].Data["state"]!["value"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequences_of_a_notebook_are_explored_by_a_call()
    {
        await using var notebook = new Notebook();
        var shown = await notebook.ShowAsync("Enumerable.Range(0, 50).Select(i => new { Index = i, Square = i * i }).Explore()");
        Assert.Contains("rows 1 to 20 of 50", shown[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains(">361<", shown[Mime.Html], StringComparison.Ordinal);
    }

    private sealed record Scan(string Name, string Modality, int? Age, string Region);
}
