using System.Text.Json;
using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>What the kernel uses of the machine, as the resource panel of JupyterLab asks it.</summary>
internal sealed class UsageRequest : IRequestHandler
{
    private readonly ProcessUsage _usage = new();

    public string Type => "usage_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        var sample = _usage.Take();
        request.Reply(json =>
        {
            json.WriteString("hostname", Environment.MachineName);
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteNumber("kernel_cpu", Math.Round(sample.Cpu, 1));
            json.WriteNumber("kernel_memory", sample.Memory);
            json.WriteNumber("cpu_count", Environment.ProcessorCount);
            json.WriteNumber("host_cpu_percent", Math.Round(sample.HostCpu, 1));
            json.WriteStartObject("host_virtual_memory");
            WriteMemory(json, sample.HostMemory);
            json.WriteEndObject();
        });
    }

    private static void WriteMemory(Utf8JsonWriter json, IReadOnlyDictionary<string, long> memory)
    {
        var (total, available) = (memory.GetValueOrDefault("MemTotal"), memory.GetValueOrDefault("MemAvailable"));
        json.WriteNumber("total", total);
        json.WriteNumber("available", available);
        json.WriteNumber("used", total - available);
        json.WriteNumber("free", memory.GetValueOrDefault("MemFree"));
        json.WriteNumber("percent", total == 0 ? 0 : Math.Round(100.0 * (total - available) / total, 1));
    }
}
