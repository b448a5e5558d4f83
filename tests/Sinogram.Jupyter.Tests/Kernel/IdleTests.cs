using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class IdleTests
{
    [Fact]
    public void A_kernel_that_nobody_asks_is_told_to_rest_and_works_on_afterwards()
    {
        using var rested = new SemaphoreSlim(0);
        using var kernel = new RunningKernel(options: o => o with { IdleAfter = TimeSpan.FromMilliseconds(20), Idle = () => rested.Release() });
        Assert.Equal("one", kernel.Client.Execute("one").Result);
        Assert.True(rested.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.Equal("two", kernel.Client.Execute("two").Result);
        Assert.True(rested.Wait(Patience.Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_running_cell_is_not_idle()
    {
        var rested = 0;
        var clock = new LimitClock();
        using var go = new ManualResetEventSlim();
        using var kernel = new RunningKernel(options: o => o with { IdleAfter = TimeSpan.FromSeconds(1), Idle = () => rested++, Time = clock });
        kernel.Language.Cell("wait", _ => go.Await());
        var waiting = kernel.Client.SendExecute("wait");
        kernel.Client.Next(ChannelName.Iopub, m => m.Type == "execute_input");
        kernel.Client.Await(kernel.Client.Send("kernel_info_request", _ => { }));
        clock.Expire(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rested);
        go.Set();
        Assert.Equal("ok", kernel.Client.Await(waiting).Status);
        await Patience.UntilAsync(() =>
        {
            kernel.Client.Await(kernel.Client.Send("kernel_info_request", _ => { }));
            clock.Expire(TimeSpan.FromSeconds(1));
            return rested > 0;
        });
    }
}
