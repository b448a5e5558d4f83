using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tests.Devices;

public sealed class GpuDevicesTests
{
    [Fact]
    public void Every_device_states_its_name_driver_and_memory()
    {
        _ = OpenClDevice.Context;
        foreach (var device in GpuDevices.All)
        {
            Assert.NotEmpty(device.Name);
            Assert.NotEmpty(device.Driver);
            Assert.StartsWith("OpenCL", device.OpenClVersion, StringComparison.Ordinal);
            Assert.InRange(device.ComputeUnits, 1, 100_000);
            Assert.InRange(device.GlobalMemory, 1 << 20, long.MaxValue);
            Assert.InRange(device.MaxAllocation, 1 << 20, device.GlobalMemory);
        }
    }

    [Fact]
    public void A_cpu_device_uses_no_more_threads_than_the_process_may_have()
    {
        _ = OpenClDevice.Context;
        var cpu = GpuDevices.All.FirstOrDefault(d => d.Platform.Contains("Portable", StringComparison.Ordinal));
        if (cpu is null)
        {
            Assert.Skip("PoCL is not installed");
        }
        Assert.InRange(cpu.ComputeUnits, 1, Environment.ProcessorCount);
    }

    [Fact]
    public void An_unknown_device_is_refused_with_the_list_of_those_there_are()
    {
        _ = OpenClDevice.Context;
        var refusal = Assert.Throws<GpuException>(() => GpuDevices.Find("no such device"));
        Assert.Contains(GpuDevices.All[0].Name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_found_by_its_index_and_by_a_part_of_its_name()
    {
        _ = OpenClDevice.Context;
        Assert.Equal(GpuDevices.All[0], GpuDevices.Find("0"));
        Assert.Equal(GpuDevices.All[0], GpuDevices.Find(GpuDevices.All[0].Name.ToUpperInvariant()));
    }

    [Fact]
    public void Integer_division_by_zero_in_csharp_still_throws_after_the_driver_was_loaded()
    {
        _ = OpenClDevice.Context;
        var zero = Environment.GetCommandLineArgs().Length - Environment.GetCommandLineArgs().Length;
        Assert.Throws<DivideByZeroException>(() => 7 / zero);
    }
}
