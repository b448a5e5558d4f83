using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Execution;

/// <summary>Cells of several queues share one notebook.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task Cells_that_run_beside_each_other_share_variables_methods_and_types()
    {
        await _notebook.RunAsync("var total = new System.Collections.Concurrent.ConcurrentBag<int>(); int Twice(int x) => 2 * x; record Pair(int A, int B);");
        string Code(int queue, int i) => string.Create(
            CultureInfo.InvariantCulture, $"var p{queue} = new Pair({i}, Twice({i})); int F{queue}(int x) => x + p{queue}.B; total.Add(F{queue}(0)); p{queue}.A");
        async Task Queue(int queue)
        {
            for (var i = 0; i < 25; i++)
            {
                Assert.Equal(i, await _notebook.ValueAsync(Code(queue, i)));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(q => Task.Run(() => Queue(q))));
        Assert.Equal(100, await _notebook.ValueAsync("total.Count"));
        Assert.Equal(4 * Enumerable.Range(0, 25).Sum(i => 2 * i), await _notebook.ValueAsync("total.Sum()"));
        Assert.Equal(48 * 4, await _notebook.ValueAsync("p0.B + p1.B + p2.B + p3.B"));
    }

    [Fact]
    public async Task An_interrupt_stops_only_the_cell_that_it_is_meant_for()
    {
        await _notebook.RunAsync("var inside = new System.Threading.CountdownEvent(2); var stop = false;");
        using var interrupt = new CancellationTokenSource();
        var spared = Task.Run(() => _notebook.RunAsync("inside.Signal(); while (!stop) { }"), TestContext.Current.CancellationToken);
        var stopped = Task.Run(() => _notebook.RunAsync("inside.Signal(); while (true) { }", token: interrupt.Token), TestContext.Current.CancellationToken);
        var inside = (CountdownEvent)_notebook["inside"]!;
        Assert.True(inside.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        await interrupt.CancelAsync();
        Assert.IsType<CellResult.Cancelled>(await stopped);
        Assert.False(spared.IsCompleted);
        await _notebook.RunAsync("stop = true;");
        Assert.IsType<CellResult.Completed>(await spared);
    }
}
