using Sinogram.Core.Execution;
using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Execution;

public sealed class InterruptTests
{
    /// <summary>Shapes of code that runs for ever; each says that it has begun by setting <c>begun</c>.</summary>
    public static TheoryData<string> Runaways =>
    [
        "begun = true; while (true) { }",
        "begun = true; while (true) ;",
        "begun = true; for (;;) { }",
        "begun = true; do { } while (true);",
        "begun = true; again: goto again;",
        "begun = true; long n = 0; while (true) { n++; }",
        "begun = true; Thread.Sleep(Timeout.Infinite);",
        "begun = true; Task.Delay(-1).Wait();",
        "begun = true; Task.Delay(-1).GetAwaiter().GetResult();",
        "begun = true; var r = new TaskCompletionSource<int>().Task.Result;",
        "begun = true; await Task.Delay(-1);",
        "begun = true; await Task.Yield(); while (true) { }",
        "begun = true; await Task.Yield(); Thread.Sleep(-1);",
        "begun = true; while (true) { try { Thread.Sleep(1); } catch { } }",
        "begun = true; while (true) { try { while (true) { } } catch (Exception) { } }",
        "begun = true; try { } finally { while (true) { } }",
        "begun = true; Parallel.For(0, int.MaxValue, i => { while (true) { } });",
        "begun = true; Parallel.For(0, int.MaxValue, i => Thread.Sleep(1));",
        "begun = true; var s = Enumerable.Range(0, int.MaxValue).Select(x => (long)x).Where(x => x < 0).Count();",
        "begun = true; var q = (from x in Enumerable.Repeat(1, int.MaxValue) where x > 2 select x).ToList();",
        "void Spin() { while (true) { } }\nbegun = true; Spin();",
        "int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nbegun = true; Fib(60)",
        "begun = true; Action a = () => { while (true) { } }; a();",
        "begun = true; foreach (var x in Endless()) { }\nIEnumerable<int> Endless() { while (true) { yield return 1; } }",
        "begun = true; await foreach (var x in Endless()) { }\nasync IAsyncEnumerable<int> Endless() { while (true) { await Task.Yield(); yield return 1; } }",
        "begun = true; lock (gate) { Monitor.Wait(gate); }",
        "begun = true; new ManualResetEventSlim().Wait();",
        "begun = true; new SemaphoreSlim(0).Wait();",
        "begun = true; new AutoResetEvent(false).WaitOne();",
        "class Looper { public void Go() { while (true) { } } }\nbegun = true; new Looper().Go();",
        "class P { public P Next => Next; }\nbegun = true; new P().Next",
        "class P { public P Next { get => Next; } }\nbegun = true; new P().Next",
        "class P { public P Next { get { return this.Next; } } }\nbegun = true; new P().Next",
        "class P { public int this[int i] => this[i]; }\nbegun = true; new P()[0]",
        "class P { public static P operator +(P a, P b) => a + b; }\nbegun = true; new P() + new P()",
        "class P { public static implicit operator string(P p) => p; }\nbegun = true; string text = new P();",
        "int Same(int x) => Same(x);\nbegun = true; Same(1)",
        "begun = true; var t = new Thread(() => { while (true) { } }); t.Start(); t.Join();",
        "begun = true; Task.Run(() => { while (true) { } }).Wait();",
        "begun = true; Array.Sort(Enumerable.Range(0, 100).ToArray(), (x, y) => { while (true) { } });",
        "begun = true; new System.Collections.Concurrent.BlockingCollection<int>().Take();",
        "begun = true; while (true) { Console.Write(\"\"); }",
        "begun = true; while (true) { Nothing(); }\nvoid Nothing() { }",
        "begun = true; while (true) { try { throw new Exception(); } catch (Exception e) when (e.Message.Length > 0) { } }",
    ];

    /// <summary>Patience for a machine that is busy with other tests; nothing here waits for its end.</summary>
    private static readonly CSharpOptions Patient = new() { InterruptPatience = Patience.Limit };

    [Theory]
    [MemberData(nameof(Runaways))]
    public async Task What_runs_for_ever_is_cancelled_and_the_next_cell_has_all_variables(string code)
    {
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync("var begun = false; var gate = new object(); var kept = 42;");
        var result = await InterruptAsync(notebook, code);
        var cancelled = Assert.IsType<CellResult.Cancelled>(result);
        Assert.Null(cancelled.StillRunning);
        Assert.Equal(43, await notebook.ValueAsync("kept + 1"));
        Assert.Equal(3, await notebook.ValueAsync("var after = 0; while (after < 3) { after++; } after"));
    }

    [Fact]
    public async Task What_cannot_be_stopped_is_given_up_and_named_and_its_output_dropped()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var begun = false; var release = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0); release.Start();");
        var result = await InterruptAsync(notebook, "begun = true; release.AcceptSocket(); Console.Out.Flush(); begun = false; while (true) { }");
        var cancelled = Assert.IsType<CellResult.Cancelled>(result);
        Assert.Contains("Cell 2", cancelled.StillRunning, StringComparison.Ordinal);
        Assert.Single(notebook.Language.StillRunning);
        Assert.Equal(2, await notebook.ValueAsync("1 + 1"));
        await notebook.ValueAsync("release.Stop();");
        await Patience.UntilAsync(() => notebook.Language.StillRunning.Count == 0);
        Assert.Equal(true, notebook["begun"]);
    }

    [Fact]
    public async Task Work_that_an_earlier_cell_left_running_goes_on()
    {
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync("var begun = false; var ticks = 0; var stop = false; var t = Task.Run(() => { while (!stop) { ticks++; Thread.Sleep(1); } });");
        Assert.IsType<CellResult.Cancelled>(await InterruptAsync(notebook, "begun = true; while (true) { }"));
        var before = (int)notebook["ticks"]!;
        await Patience.UntilAsync(() => (int)notebook["ticks"]! > before);
        Assert.Equal(true, await notebook.ValueAsync("stop = true; t.Wait(); t.IsCompletedSuccessfully"));
    }

    [Fact]
    public async Task What_had_run_before_an_interrupt_is_kept()
    {
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync("var begun = false; var b = \"old\";");
        Assert.IsType<CellResult.Cancelled>(await InterruptAsync(notebook, "var a = 1; begun = true; while (true) { }\nvar b = 2; var c = 3;"));
        Assert.Equal(1, notebook["a"]);
        Assert.Equal("old", notebook["b"]);
        Assert.False(notebook.Has("c"));
    }

    [Fact]
    public async Task A_thousand_interrupts_in_a_row_lose_nothing_and_stop_nothing_that_was_left_running()
    {
        const int Many = 1_000;
        string[] shapes =
        [
            "while (true) { }", "while (true) { try { while (true) { } } catch { } }", "var list = new List<int>(); while (true) { list = [.. list.Take(3), 1]; }",
            "await Task.Yield(); while (true) { await Task.Yield(); }", "Parallel.For(0, int.MaxValue, i => { });", "Thread.Sleep(-1);",
        ];
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync(
            "var n = 0; var kept = new List<int>(); var ticks = 0L; var stop = false;\n"
            + "var onPurpose = new Thread(() => { while (!stop) { ticks++; Thread.Sleep(1); } }); onPurpose.Start();\n"
            + "var also = Task.Run(async () => { while (!stop) { await Task.Delay(1); } return \"to its end\"; });");
        for (var i = 0; i < Many; i++)
        {
            var shape = i % 10 == 0 ? shapes[i / 10 % shapes.Length] : shapes[0];
            using var interrupt = new CancellationTokenSource();
            var running = notebook.RunAsync($"kept.Add(n++); {shape}", token: interrupt.Token);
            while ((int)notebook["n"]! == i && !running.IsCompleted)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            await interrupt.CancelAsync();
            Assert.IsType<CellResult.Cancelled>(await running);
        }

        Assert.Equal(Many, await notebook.ValueAsync("kept.Where((x, i) => x == i).Count()"));
        Assert.Empty(notebook.Language.StillRunning);
        Assert.Equal(true, await notebook.ValueAsync("onPurpose.IsAlive && !also.IsCompleted"));
        Assert.Equal("to its end", await notebook.ValueAsync("stop = true; onPurpose.Join(); also.Result"));
    }

    [Fact]
    public async Task A_value_whose_showing_has_no_end_can_be_interrupted()
    {
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync("var begun = false; class Slow { public override string ToString() { begun = true; while (true) { } } }");
        Assert.IsType<CellResult.Cancelled>(await InterruptAsync(notebook, "new Slow()"));
        Assert.Equal(2, await notebook.ValueAsync("1 + 1"));
    }

    [Fact]
    public async Task A_token_that_a_cell_cancels_itself_is_an_error_and_no_interrupt()
    {
        using var notebook = new Notebook(Patient);
        var error = await notebook.ErrorAsync("var s = new CancellationTokenSource(); s.Cancel(); s.Token.ThrowIfCancellationRequested();");
        Assert.Equal("OperationCanceledException", error.Name);
    }

    [Fact]
    public async Task An_exception_on_a_thread_of_a_cell_is_shown_in_that_cell()
    {
        using var notebook = new Notebook(Patient);
        await notebook.ValueAsync("var t = new Thread(() => throw new InvalidOperationException(\"lost\")); t.Start(); t.Join();");
        Assert.Contains("Unhandled on a thread of cell 1: InvalidOperationException: lost", notebook.Stderr, StringComparison.Ordinal);
        Assert.Contains("at cell 1, line 1, in a lambda", notebook.Stderr, StringComparison.Ordinal);
        await notebook.ValueAsync("async void Fire() { await Task.Yield(); throw new ArgumentException(\"void\"); }\nFire();");
        await Patience.UntilAsync(() => notebook.Stderr.Contains("ArgumentException: void", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endless_recursion_is_an_exception()
    {
        using var notebook = new Notebook(Patient);
        var error = await notebook.ErrorAsync("int Down(int x) { return Down(x + 1) + 1; }\nDown(0)");
        Assert.Equal("InsufficientExecutionStackException", error.Name);
        Assert.Equal(2, await notebook.ValueAsync("1 + 1"));
    }

    private static async Task<CellResult> InterruptAsync(Notebook notebook, string code)
    {
        using var source = new CancellationTokenSource();
        var running = notebook.RunAsync(code, token: source.Token);
        while (notebook["begun"] is false && !running.IsCompleted)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await source.CancelAsync();
        return await running;
    }
}
