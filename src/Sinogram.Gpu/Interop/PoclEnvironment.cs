using System.Globalization;

namespace Sinogram.Gpu.Interop;

/// <summary>Sets what PoCL, the CPU driver, reads from the C environment when it is loaded; what the user has set is kept.</summary>
internal static class PoclEnvironment
{
    private const long Gibibyte = 1L << 30;

    internal static void Prepare()
    {
        // PoCL replaces the runtime's SIGFPE handler; a DivideByZeroException anywhere in the process would then kill it.
        Default("POCL_SIGFPE_HANDLER", "0");
        // ProcessorCount follows the cgroup's CPU quota and the affinity mask; PoCL by itself counts the machine's cores.
        Default("POCL_MAX_PTHREAD_COUNT", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        if (MemoryLimit() is { } limit)
        {
            Default("POCL_MEMORY_LIMIT", limit.ToString(CultureInfo.InvariantCulture));
        }
        // An empty value makes PoCL abort the process.
        if (Environment.GetEnvironmentVariable(PoclCache.Variable) is "")
        {
            _ = LibC.UnsetEnvironment(PoclCache.Variable);
        }
        if (PoclCache.Replacement() is { } folder)
        {
            _ = LibC.SetEnvironment(PoclCache.Variable, folder, overwrite: 1);
        }
    }

    /// <summary>Gibibytes for device memory where the cgroup allows less than the machine has: a third of it, at least one.</summary>
    private static long? MemoryLimit()
    {
        var allowed = CgroupMemory("/sys/fs/cgroup/memory.max") ?? CgroupMemory("/sys/fs/cgroup/memory/memory.limit_in_bytes");
        return allowed is { } bytes && bytes < PhysicalMemory() ? Math.Max(1, bytes / 3 / Gibibyte) : null;
    }

    private static long? CgroupMemory(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static long PhysicalMemory()
    {
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                var kibibytes = line["MemTotal:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
            }
        }
        return long.MaxValue;
    }

    private static void Default(string name, string value) => _ = LibC.SetEnvironment(name, value, overwrite: 0);
}
