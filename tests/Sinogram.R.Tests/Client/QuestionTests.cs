using System.Text;
using Sinogram.Data.Workers;
using Sinogram.Testing.Waiting;

namespace Sinogram.R.Tests.Client;

/// <summary>What R reads from its console is asked for.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly RSession _r = new(new WorkerOptions("r") { CancelGrace = Patience.Limit });
    private readonly StringBuilder _output = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _r.Dispose();

    [Fact]
    public async Task Readline_scan_and_standard_input_get_what_is_typed_after_the_text_before()
    {
        var asked = new List<string>();
        var answers = new Queue<string>(["Größe", "3", "4.5", "one\u00e9 \"two\""]);
        var code =
            """
            cat("before\n")
            x <- readline("Name? ")
            y <- scan(n = 2, quiet = TRUE)
            z <- readLines(stdin(), n = 1)
            cat(x, sum(y), z, "\n")
            """;
        await RunAsync(code, (prompt, _) =>
        {
            asked.Add(prompt.Trim() + "|" + _output);
            return Task.FromResult<string?>(answers.Dequeue());
        });
        Assert.Equal("Name?|before\n", asked[0]);
        Assert.Equal(4, asked.Count);
        Assert.Equal("before\nGröße 7.5 one\u00e9 \"two\" \n", _output.ToString());
    }

    [Fact]
    public async Task Where_nobody_can_type_it_is_empty_as_in_a_script()
    {
        await RunAsync("x <- readline('Name? '); print(nchar(x)); length(scan(quiet = TRUE))", null);
        Assert.Equal("Name? \n[1] 0\n[1] 0\n", _output.ToString());
        _output.Clear();
        await RunAsync("readline('Name? ')", (_, _) => throw new InvalidOperationException("nobody"));
        Assert.Equal("Name? \n[1] \"\"\n", _output.ToString());
    }

    [Fact]
    public async Task A_question_that_nobody_answers_can_be_interrupted_and_variables_stay()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("kept <- 5; x <- readline('? '); cat('never')", async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        }, stop.Token));
        Assert.DoesNotContain("never", _output.ToString(), StringComparison.Ordinal);
        _output.Clear();
        await RunAsync("kept", null);
        Assert.Equal("[1] 5\n", _output.ToString());
    }

    private Task RunAsync(string code, Func<string, CancellationToken, Task<string?>>? ask, CancellationToken? token = null) => _r.RunAsync(
        code,
        output => _output.Append(output is ROutput.Text text ? text.Value : ""),
        new RRunOptions { Ask = ask },
        token ?? Token);
}
