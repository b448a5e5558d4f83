using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Magics;

public sealed class MagicCompletionTests
{
    [Theory]
    [InlineData("#!to", "#!tool")]
    [InlineData("#!e", "#!echo-language")]
    [InlineData("#!tool se", "send")]
    [InlineData("#!tool list --l", "--limit")]
    [InlineData("#!tool send --mode f", "fast")]
    [InlineData("var x = 1;\n#!tool q", "query")]
    public async Task A_magic_line_is_completed(string code, string expected)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var completions = await session.Session.Services.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Assert.Single(completions.Items).Text);
        Assert.StartsWith(code[completions.Start..completions.End], expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!tool send /data/sc", "scans/", 18)]
    [InlineData("#!tool send --to x /data/se", "series.csv", 25)]
    [InlineData("#!tool send --in a,ima", "image", 19)]
    [InlineData("#!tool send -i ima", "image", 15)]
    [InlineData("#!tool send --mode fast", "fast", 19)]
    public async Task A_value_is_completed_by_what_help_calls_it(string code, string expected, int start)
    {
        await using var session = new TestSession([new EchoTestMagic()], names: new Names());
        session.Echo.Variables.Set("image", 1);
        var completions = await session.Session.Services.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Assert.Single(completions.Items).Text);
        Assert.Equal((start, code.Length), (completions.Start, completions.End));
    }

    [Fact]
    public async Task Where_no_file_is_of_that_name_nothing_is_offered_for_it()
    {
        await using var session = new TestSession([new EchoTestMagic()], names: new Names());
        Assert.Empty((await session.Session.Services.CompleteAsync("#!tool send /none/x", 19, TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task Options_already_given_are_not_offered_again()
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        const string Code = "#!tool list --all ";
        var completions = await session.Session.Services.CompleteAsync(Code, Code.Length, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(completions.Items, i => i.Text == "--all");
        Assert.Contains(completions.Items, i => i.Text == "--limit");
    }

    [Fact]
    public async Task Code_below_a_magic_is_completed_by_its_language_at_the_right_place()
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        const string Code = "#!tool list\nabc";
        var completions = await session.Session.Services.CompleteAsync(Code, Code.Length, TestContext.Current.CancellationToken);
        Assert.Equal("abc", Assert.Single(completions.Items).Text);
        Assert.Equal((12, 15), (completions.Start, completions.End));
    }

    private sealed class Names : ITextNames
    {
        public IReadOnlyList<string> Files(string path) => path.StartsWith("/data/", StringComparison.Ordinal) ? ["scans/", "series.csv", "two words.csv"] : [];

        public IReadOnlyList<string> Keys(object value) => [];
    }
}
