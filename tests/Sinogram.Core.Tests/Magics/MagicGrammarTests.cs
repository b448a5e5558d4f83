using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Magics;

public sealed class MagicGrammarTests : IAsyncDisposable
{
    private readonly TestSession _session = new([new EchoTestMagic()]);

    [Theory]
    [InlineData("#!tool list", "list False ")]
    [InlineData("#!tool list --all --limit 5", "list True 5")]
    [InlineData("#!tool list -a -l 5", "list True 5")]
    [InlineData("#!tool list --limit=-3", "list False -3")]
    [InlineData("#!tool send a.txt --to here", "send a.txt to here   []")]
    [InlineData("#!tool send \"a file.txt\" b 'c d' --to \"the place\"", "send a file.txt|b|c d to the place   []")]
    [InlineData("#!tool send a --to x --mode fast --rate 2.5 --tag p,q --tag r", "send a to x fast 2.5 [p|q|r]")]
    [InlineData("#!tool send --to x -- --odd-name", "send --odd-name to x   []")]
    [InlineData("#!tool send \"--odd-name\" --to x", "send --odd-name to x   []")]
    [InlineData("#!tool send \"say \\\"hi\\\"\" --to x", "send say \"hi\" to x   []")]
    public async Task A_line_is_understood(string line, string expected)
    {
        var (_, sink) = await _session.RunAsync(line);
        Assert.Equal(expected, sink.Result);
    }

    [Theory]
    [InlineData("#!tool lisst", "has no verb 'lisst'", "Did you mean list?")]
    [InlineData("#!tool list --limt 5", "has no option '--limt'. It has: --all, --limit, --help", "Did you mean --limit?")]
    [InlineData("#!tool list --limit five", "takes a whole number, not 'five'", "how many")]
    [InlineData("#!tool list --limit", "--limit needs a value", "how many")]
    [InlineData("#!tool list --all=yes", "--all takes no value", "#!tool list")]
    [InlineData("#!tool list --limit 1 --limit 2", "--limit is given twice", "Keep one")]
    [InlineData("#!tool list extra", "takes no argument: 'extra' is one too many", "quotes")]
    [InlineData("#!tool send a", "needs --to PLACE", "#!tool send FILE")]
    [InlineData("#!tool send --to x", "needs FILE", "#!tool send FILE")]
    [InlineData("#!tool send a --to x --mode fasst", "--mode takes fast, slow, not 'fasst'", "Did you mean fast?")]
    [InlineData("#!tool send a --to x --rate nan", "takes a number, not 'nan'", "per second")]
    [InlineData("#!tool send \"a --to x", "A quote (\") that opens at column 13 is not closed", "Close it")]
    [InlineData("#!tool query", "has nothing below its line", "Write the SQL")]
    public async Task A_mistake_says_what_and_what_to_do(string line, string message, string hint)
    {
        var (result, sink) = await _session.RunAsync(line);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!tool --help")]
    [InlineData("#!tool")]
    public async Task Help_lists_verbs_options_and_an_example(string line)
    {
        var (_, sink) = await _session.RunAsync(line);
        var help = Assert.Single(sink.Displays);
        Assert.All(["send FILE", "--limit N", "(default 10)", "(required)", "#!tool list"], text => Assert.Contains(text, help[Mime.Plain], StringComparison.Ordinal));
        Assert.Contains("<table>", help[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_verb_shows_only_it()
    {
        var (_, sink) = await _session.RunAsync("#!tool send --help");
        Assert.DoesNotContain("Lists.", Assert.Single(sink.Displays)[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_kept_under_out_and_not_shown()
    {
        var (result, sink) = await _session.RunAsync("#!tool query --out answer\nselect 1");
        Assert.Equal(CellResult.Completed.NoValue, result);
        Assert.Null(sink.Result);
        Assert.True(_session.Session.Variables.TryGet("answer", out var value));
        Assert.Equal("query@1:select 1", value);
    }

    [Theory]
    [InlineData("#!tool list --limit @n", "list False 7")]
    [InlineData("#!tool list --limit=@n", "list False 7")]
    [InlineData("#!tool send @csharp:path \"@path\" a@path --to @path", "send --a b|@path|a@path to --a b   []")]
    public async Task A_variable_stands_for_its_text(string line, string expected)
    {
        _session.Session.Variables.Set("n", 7);
        _session.Session.Variables.Set("path", "--a b");
        Assert.Equal(expected, (await _session.RunAsync(line)).Sink.Result);
    }

    [Theory]
    [InlineData("#!tool list --limit @pth", "There is no variable 'pth'", "Did you mean @path?")]
    [InlineData("#!tool list --limit @things", "'things' is a List`1", "--in")]
    [InlineData("#!tool list --limit @path", "takes a whole number, not '--a b'", "how many")]
    public async Task A_variable_that_cannot_stand_there_is_told(string line, string message, string hint)
    {
        _session.Session.Variables.Set("things", new List<int>());
        _session.Session.Variables.Set("path", "--a b");
        var (_, sink) = await _session.RunAsync(line);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
