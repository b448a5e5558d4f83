using Sinogram.Core.Display;
using Sinogram.CSharp.Output;
using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Output;

public sealed class ConsoleTests
{
    private static readonly CSharpOptions Options = new() { Assemblies = [typeof(CellConsoleWriter).Assembly, typeof(Core.Execution.CellContext).Assembly] };

    private const string Writer = "var console = new Sinogram.CSharp.Output.CellConsoleWriter(TextWriter.Null, isError: false); var errors = new Sinogram.CSharp.Output.CellConsoleWriter(TextWriter.Null, isError: true);";

    [Fact]
    public async Task Ten_thousand_lines_are_a_few_events_in_order()
    {
        using var notebook = new Notebook(Options);
        await notebook.ValueAsync(Writer);
        await notebook.ValueAsync("for (var i = 0; i < 10_000; i++) { console.WriteLine(i); }");
        var expected = string.Concat(Enumerable.Range(0, 10_000).Select(i => i + "\n"));
        Assert.Equal(expected, notebook.Stdout);
        // One event in 50 ms: how many that are is the machine's affair, but never one a line.
        Assert.InRange(notebook.Events.Count, 1, 2_000);
    }

    [Fact]
    public async Task Streams_and_displays_keep_their_order()
    {
        using var notebook = new Notebook(Options);
        await notebook.ValueAsync(Writer);
        await notebook.ValueAsync("console.Write(1); errors.Write(2); Sinogram.Core.Execution.CellContext.Current.Output.Display(3); console.Write(4);");
        Assert.Collection(
            notebook.Events,
            e => Assert.Equal(new OutputEvent.Stream(StreamName.Stdout, "1"), e),
            e => Assert.Equal(new OutputEvent.Stream(StreamName.Stderr, "2"), e),
            e => Assert.Equal("3", Assert.IsType<OutputEvent.DisplayData>(e).Bundle[Mime.Plain]),
            e => Assert.Equal(new OutputEvent.Stream(StreamName.Stdout, "4"), e));
    }

    [Fact]
    public async Task Output_comes_before_the_cell_ends()
    {
        using var notebook = new Notebook(Options);
        await notebook.ValueAsync(Writer + " var go = false;");
        var running = notebook.RunAsync("console.Write(\"early\"); while (!go) { Thread.Sleep(1); }", token: TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => notebook.Stdout.Length > 0);
        Assert.Equal("early", notebook.Stdout);
        Assert.False(running.IsCompleted);
        notebook.Language.Variables.Set("go", true);
        await running;
    }

    [Fact]
    public async Task A_line_is_asked_of_the_cells_front_end()
    {
        using var notebook = new Notebook(Options) { Input = new Answer("Ada") };
        Assert.Equal("Ada", await notebook.ValueAsync("new Sinogram.CSharp.Output.CellConsoleReader(TextReader.Null).ReadLine()"));
    }

    [Fact]
    public async Task Work_of_an_earlier_cell_writes_to_its_own_cell()
    {
        using var notebook = new Notebook(Options);
        await notebook.ValueAsync(Writer + " var go = new ManualResetEventSlim(); var t = Task.Run(() => { go.Wait(); console.Write(\"late\"); });");
        await notebook.ValueAsync("go.Set(); t.Wait();");
        await Patience.UntilAsync(() => notebook.Stdout.Length > 0);
        Assert.Equal("late", notebook.Stdout);
    }

    private sealed class Answer(string text) : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => Task.FromResult(text);
    }
}
