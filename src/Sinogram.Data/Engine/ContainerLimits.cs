using System.Globalization;

namespace Sinogram.Data.Engine;

/// <summary>What the container or machine allows this process.</summary>
internal static class ContainerLimits
{
    /// <summary>Bytes of memory: the smaller of the control group's limit and the machine's memory.</summary>
    public static long Memory() => Groups().Select(g => Number(Path.Combine(g.Folder, g.Limit))).Prepend(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes).OfType<long>().Min();

    /// <summary>Bytes that can be had now without taking them from others.</summary>
    public static long AvailableMemory()
    {
        var free = new List<long> { MachineAvailable() };
        foreach (var (folder, limit, usage) in Groups())
        {
            if (Number(Path.Combine(folder, limit)) is not { } most || Number(Path.Combine(folder, usage)) is not { } used) { continue; }
            // What is kept of files is given back on demand.
            var files = Lines(Path.Combine(folder, "memory.stat")).Select(l => l.Split(' ')).FirstOrDefault(l => l[0] is "inactive_file" or "total_inactive_file");
            free.Add(most - used + (files is [_, var bytes] && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var kept) ? kept : 0));
        }
        return Math.Max(0, free.Min());
    }

    private static long MachineAvailable()
    {
        var line = Lines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line is not null && long.TryParse(line["MemAvailable:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes << 10
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static IEnumerable<(string Folder, string Limit, string Usage)> Groups()
    {
        // Version 2: the process's own group, whose limits its parents can only lower; then version 1.
        var line = Lines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal));
        for (var group = line?[3..]; !string.IsNullOrEmpty(group) && group != "/"; group = Path.GetDirectoryName(group))
        {
            yield return ($"/sys/fs/cgroup{group}", "memory.max", "memory.current");
        }
        yield return ("/sys/fs/cgroup", "memory.max", "memory.current");
        yield return ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes");
    }

    private static long? Number(string file) => long.TryParse(Lines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not readable: the machine's figure stands.
            return [];
        }
    }
}
