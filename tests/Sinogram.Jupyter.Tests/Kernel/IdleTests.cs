using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class IdleTests
{
    [Fact]
    public void A_kernel_that_nobody_asks_is_told_to_rest_and_works_on_afterwards()
    {
        using var rested = new SemaphoreSlim(0);
        using var kernel = new RunningKernel(options: o => o with { IdleAfter = TimeSpan.FromMilliseconds(20), Idle = () => rested.Release() });
        Assert.Equal("one", kernel.Client.Execute("one").Result);
        Assert.True(rested.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal("two", kernel.Client.Execute("two").Result);
        Assert.True(rested.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_running_cell_is_not_idle()
    {
        var rested = 0;
        using var go = new ManualResetEventSlim();
        using var kernel = new RunningKernel(options: o => o with { IdleAfter = TimeSpan.FromMilliseconds(1), Idle = () => Interlocked.Increment(ref rested) });
        kernel.Language.Cell("wait", _ => go.Wait(TimeSpan.FromSeconds(30)));
        var waiting = kernel.Client.SendExecute("wait");
        kernel.Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        var before = rested;
        for (var i = 0; i < 50; i++)
        {
            kernel.Client.Reply(kernel.Client.Send("kernel_info_request", _ => { }));
        }

        Assert.Equal(before, rested);
        go.Set();
        Assert.Equal("ok", kernel.Client.Await(waiting).Status);
    }
}
