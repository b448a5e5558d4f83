using System.Text;
using Sinogram.Core.Display;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Display;

public sealed class StreamLimitTests
{
    private readonly Store _store = new();
    private readonly RecordingSink _sink = new();
    private readonly CellOutput _output;

    public StreamLimitTests() => _output = new CellOutput(new Formatters(), new Marking(), _sink, TimeProvider.System, _store, 7);

    [Fact]
    public void What_is_shown_in_full_is_kept_nowhere()
    {
        _output.Stdout(new string('x', StreamLimit.MostShown));
        _output.EndStreams();
        Assert.Equal(StreamLimit.MostShown, _sink.Stdout.Length);
        Assert.Null(_store.Text);
    }

    [Fact]
    public void Of_a_flood_the_beginning_and_the_end_are_shown_and_all_is_in_the_file()
    {
        var all = new StringBuilder();
        for (var i = 0; i < 300_000; i++)
        {
            var line = $"line {i}\n";
            all.Append(line);
            _output.Stdout(line);
        }

        _output.EndStreams();
        Assert.Equal(all.ToString(), _store.Text!.Kept.ToString());
        Assert.StartsWith("line 0\nline 1\n", _sink.Stdout, StringComparison.Ordinal);
        Assert.Contains("\n[This cell prints too much to show; all of it is in the place of cell 7]\n[", _sink.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("line 299998\nline 299999\n", _sink.Stdout, StringComparison.Ordinal);
        Assert.InRange(_sink.Stdout.Length, StreamLimit.MostShown - 100, StreamLimit.MostShown + StreamLimit.MostOfEnd + 300);
        var shown = _sink.Stdout.Split('\n');
        Assert.All(shown, line => Assert.Matches("^(line [0-9]+|\\[.*\\]|)$", line));
        var left = long.Parse(System.Text.RegularExpressions.Regex.Match(_sink.Stdout, @"\[([\d,]+) characters are not shown").Groups[1].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(all.Length, left + shown.Where(l => l.StartsWith('l')).Sum(l => l.Length + 1));
    }

    [Fact]
    public void One_text_without_lines_is_cut_and_no_character_is_halved()
    {
        var text = string.Concat(Enumerable.Repeat("😀", StreamLimit.MostShown));
        _output.Stdout("x" + text);
        _output.EndStreams();
        Assert.Equal("x" + text, _store.Text!.Kept.ToString());
        Assert.False(char.IsHighSurrogate(_sink.Events.OfType<OutputEvent.Stream>().First().Text.Split('\n')[0][^1]));
    }

    [Fact]
    public void Both_streams_count_together_and_clearing_makes_room()
    {
        _output.Stdout(new string('x', 600_000));
        _output.Clear();
        _output.Stderr(new string('y', 600_000));
        Assert.Null(_store.Text);
        _output.Stdout(new string('z', 600_000));
        Assert.NotNull(_store.Text);
    }

    [Fact]
    public void Of_very_many_displays_the_later_ones_are_text_in_the_file()
    {
        for (var i = 0; i < StreamLimit.MostDisplays + 5; i++)
        {
            _output.Display(MimeBundle.Html($"<b>{i}</b>", $"display {i}"));
        }

        _output.EndStreams();
        Assert.Equal(StreamLimit.MostDisplays, _sink.Events.OfType<OutputEvent.DisplayData>().Count());
        Assert.Contains("[This cell shows more than 1,000 outputs. The text of further ones is in the place of cell 7]", _sink.Stdout, StringComparison.Ordinal);
        Assert.Equal("display 1000\ndisplay 1001\ndisplay 1002\ndisplay 1003\ndisplay 1004\n", _store.Text!.Kept.ToString());
        Assert.EndsWith("display 1004\n", _sink.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_holds_what_the_filter_lets_pass()
    {
        _output.Stdout(new string('x', StreamLimit.MostShown) + "\nsecret\n");
        Assert.DoesNotContain("secret", _store.Text!.Kept.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said()
    {
        _store.Problem = "The disk is full";
        _output.Stdout(new string('x', 2 * StreamLimit.MostShown));
        _output.EndStreams();
        Assert.Contains("[This cell prints too much to show. The disk is full]", _sink.Stdout, StringComparison.Ordinal);
        Assert.Contains("characters are not shown. The disk is full. The last of them:]", _sink.Stdout, StringComparison.Ordinal);
    }

    private sealed class Marking : IOutputFilter
    {
        public OutputEvent? Filter(OutputEvent output) =>
            output is OutputEvent.Stream stream ? stream with { Text = stream.Text.Replace("secret", "‹…›", StringComparison.Ordinal) } : output;
    }

    private sealed class Store : IFullOutput
    {
        public KeptText? Text { get; private set; }

        public string? Problem { get; set; }

        public IFullText Open(int cellNumber) => Text = new KeptText($"the place of cell {cellNumber}", Problem);
    }

    private sealed class KeptText(string place, string? problem) : IFullText
    {
        public StringBuilder Kept { get; } = new();

        public string Place => place;

        public string? Problem => problem;

        public void Append(string text) => Kept.Append(text);

        public void Flush()
        {
        }
    }
}
