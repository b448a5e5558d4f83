using System.Globalization;
using Sinogram.Tool.Interop;

namespace Sinogram.Tool.Composition;

/// <summary>
/// Gives memory back while nobody uses the kernel: most kernels of a hub wait most of the time. The heap is compacted, what the runtime has allocated and freed
/// beside it goes back to the system, and pages of program files that nothing has changed are let go; those that are needed again come back from the file cache.
/// </summary>
internal static class IdleMemory
{
    /// <summary>Compacting more than this would keep a cell waiting that comes meanwhile.</summary>
    private const long LargestHeap = 256L << 20;

    /// <summary>Less than this is not worth going through a large heap for.</summary>
    private const long LittleAllocated = 64L << 20;

    /// <summary>How long a collection beside which cells run is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static long _allocatedBefore;

    /// <summary>Gives back what is not needed now. Takes some tens of milliseconds.</summary>
    public static void Release()
    {
        ReleasePages();
        if (IsSmall() || (CollectBesideCells() && IsSmall()))
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        ReleaseNative();
    }

    /// <summary>Whether the heap, with what nothing refers to any more, can be compacted at once.</summary>
    private static bool IsSmall() => GC.GetTotalMemory(forceFullCollection: false) <= LargestHeap;

    /// <summary>
    /// Frees what nothing refers to any more, while cells may run: most of a large heap may be such. False where that has not ended in time, or where hardly
    /// anything has been allocated since the last time.
    /// </summary>
    private static bool CollectBesideCells()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - Interlocked.Exchange(ref _allocatedBefore, allocated) < LittleAllocated)
        {
            return false;
        }

        var before = Collections();
        GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Interval)
        {
            if (Collections() != before)
            {
                return true;
            }

            Thread.Sleep(Interval);
        }

        return false;
    }

    /// <summary>The number of the last collection of the whole heap that has ended.</summary>
    private static long Collections() => Math.Max(GC.GetGCMemoryInfo(GCKind.Background).Index, GC.GetGCMemoryInfo(GCKind.FullBlocking).Index);

    private static void ReleaseNative()
    {
        try
        {
            _ = LibC.malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Other C libraries give it back by themselves.
        }
    }

    private static void ReleasePages()
    {
        try
        {
            var mapping = default(Mapping);
            foreach (var line in File.ReadLines("/proc/self/smaps"))
            {
                if (Mapping.TryParse(line) is { } begun)
                {
                    mapping = begun;
                }
                else if (line.StartsWith("Anonymous:", StringComparison.Ordinal) && mapping.IsProgram && line.AsSpan(10).Trim() is "0 kB")
                {
                    // Only pages that are as they are in the file: a changed one would be lost.
                    _ = LibC.madvise(mapping.Start, mapping.Length, LibC.DontNeed);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where the memory map cannot be read, it stays as it is.
        }
    }

    /// <summary>A range of addresses that is mapped.</summary>
    /// <param name="Start">Its first address.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="IsProgram">It shows a program file and cannot be written to.</param>
    private readonly record struct Mapping(nuint Start, nuint Length, bool IsProgram)
    {
        /// <summary>Reads <c>start-end rwxp offset device inode path</c>; null for the lines of numbers that follow.</summary>
        public static Mapping? TryParse(ReadOnlySpan<char> line)
        {
            var dash = line.IndexOf('-');
            var space = line.IndexOf(' ');
            if (dash <= 0 || space < dash
                || !nuint.TryParse(line[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
                || !nuint.TryParse(line[(dash + 1)..space], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end))
            {
                return null;
            }

            var rights = line[(space + 1)..];
            var isProgram = rights.Length > 4 && rights[0] == 'r' && rights[1] == '-'
                && (line.EndsWith(".dll", StringComparison.Ordinal) || line.Contains(".so", StringComparison.Ordinal));
            return new Mapping(start, end - start, isProgram);
        }
    }
}
