using System.Diagnostics;
using System.Globalization;
using Sinogram.Data.Workers;

namespace Sinogram.Jupyter.Kernel;

/// <summary>What this process and those that it started use, and what the machine has, as the Linux kernel counts it. Used by one thread.</summary>
internal sealed class ProcessUsage
{
    /// <summary>Ticks a second in /proc (USER_HZ), the same on every Linux.</summary>
    private const double TicksPerSecond = 100;

    private readonly Dictionary<int, long> _ticks = [];
    private (long Busy, long Total) _host = Host();
    private long _asked = Stopwatch.GetTimestamp();

    /// <summary>Measures since the last call: processor use is in percent of one processor, memory in bytes.</summary>
    internal Sample Take()
    {
        var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_asked).TotalSeconds);
        _asked = Stopwatch.GetTimestamp();
        var (cpu, memory) = (0.0, 0L);
        foreach (var id in Tree())
        {
            var ticks = ProcessStat.Read(id)?.Ticks ?? 0;
            cpu += _ticks.TryGetValue(id, out var before) ? (ticks - before) / TicksPerSecond / seconds * 100 : 0;
            _ticks[id] = ticks;
            memory += MemoryOf(id);
        }

        var host = Host();
        var hostCpu = host.Total > _host.Total ? 100.0 * (host.Busy - _host.Busy) / (host.Total - _host.Total) : 0;
        _host = host;
        return new Sample(cpu, memory, hostCpu, Fields("/proc/meminfo"));
    }

    /// <summary>This process and all that descend from it.</summary>
    private static List<int> Tree()
    {
        List<int> found = [Environment.ProcessId];
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var task in Folders($"/proc/{found[i]}/task"))
            {
                found.AddRange(ProcessFile.Read(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture)));
            }
        }

        return found;
    }

    /// <summary>The proportional share where it can be read, so that pages of several processes count once.</summary>
    private static long MemoryOf(int id)
    {
        var shares = Fields($"/proc/{id}/smaps_rollup");
        return shares.TryGetValue("Pss", out var share) ? share : Fields($"/proc/{id}/status").GetValueOrDefault("VmRSS");
    }

    private static (long Busy, long Total) Host()
    {
        var line = ProcessFile.Read("/proc/stat").AsSpan();
        var end = line.IndexOf('\n');
        var ticks = (end < 0 ? "" : line[..end].ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Sum();
        return ticks.Length > 4 ? (total - ticks[3] - ticks[4], total) : (0, 0);
    }

    /// <summary>The lines <c>Name: 123 kB</c> of a file, in bytes.</summary>
    private static Dictionary<string, long> Fields(string path)
    {
        var fields = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in ProcessFile.Read(path).Split('\n'))
        {
            var parts = line.Split(':', 2);
            if (parts.Length == 2 && parts[1].EndsWith(" kB", StringComparison.Ordinal) && long.TryParse(parts[1].AsSpan(0, parts[1].Length - 3).Trim(), CultureInfo.InvariantCulture, out var kilobytes))
            {
                fields.TryAdd(parts[0], kilobytes * 1024);
            }
        }

        return fields;
    }

    private static IEnumerable<string> Folders(string path)
    {
        try
        {
            return Directory.GetDirectories(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>One measurement.</summary>
    /// <param name="Cpu">Of the tree, in percent of one processor.</param>
    /// <param name="Memory">Of the tree, in bytes.</param>
    /// <param name="HostCpu">Of the machine, in percent of all its processors.</param>
    /// <param name="HostMemory">The machine's memory by the names of /proc/meminfo, in bytes.</param>
    internal sealed record Sample(double Cpu, long Memory, double HostCpu, IReadOnlyDictionary<string, long> HostMemory);
}
