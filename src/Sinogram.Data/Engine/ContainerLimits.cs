using System.Globalization;

namespace Sinogram.Data.Engine;

/// <summary>What the container or machine allows this process.</summary>
internal static class ContainerLimits
{
    /// <summary>Bytes of memory: the smaller of the control group's limit and the machine's memory.</summary>
    public static long Memory()
    {
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (var file in ControlGroupFiles())
        {
            try
            {
                if (File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
                {
                    machine = Math.Min(machine, limit);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not readable: the machine's figure stands.
            }
        }
        return machine;
    }

    private static IEnumerable<string> ControlGroupFiles()
    {
        // Version 2: the process's own group, whose limits its parents can only lower; then version 1.
        const string membership = "/proc/self/cgroup";
        if (File.Exists(membership))
        {
            var line = File.ReadLines(membership).FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal));
            for (var group = line?[3..]; !string.IsNullOrEmpty(group) && group != "/"; group = Path.GetDirectoryName(group))
            {
                yield return $"/sys/fs/cgroup{group}/memory.max";
            }
        }
        yield return "/sys/fs/cgroup/memory.max";
        yield return "/sys/fs/cgroup/memory/memory.limit_in_bytes";
    }
}
