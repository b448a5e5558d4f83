using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Tests.Client;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class UsageTests
{
    [Fact]
    public void The_resource_panel_is_told_what_the_kernel_uses_and_what_the_machine_has()
    {
        using var kernel = new RunningKernel();
        var id = kernel.Client.Send("usage_request", _ => { }, ChannelName.Control);
        var usage = kernel.Client.Reply(id, ChannelName.Control);
        Assert.Equal("usage_reply", usage.Type);
        Assert.Equal(Environment.ProcessId, usage.Content.GetProperty("pid").GetInt32());
        Assert.Equal(Environment.ProcessorCount, usage.Content.GetProperty("cpu_count").GetInt32());
        Assert.InRange(usage.Content.GetProperty("kernel_memory").GetInt64(), 10L << 20, 100L << 30);
        Assert.InRange(usage.Content.GetProperty("host_cpu_percent").GetDouble(), 0, 100);
        Assert.InRange(usage.Content.GetProperty("host_virtual_memory").GetProperty("percent").GetDouble(), 0.01, 100);
    }

    [Fact]
    public void Processor_use_is_that_between_two_questions()
    {
        var usage = new ProcessUsage();
        usage.Take();
        var start = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
        while (System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - start < TimeSpan.FromSeconds(0.2))
        {
        }

        Assert.InRange(usage.Take().Cpu, 0.01, 100 * Environment.ProcessorCount + 50);
    }
}
