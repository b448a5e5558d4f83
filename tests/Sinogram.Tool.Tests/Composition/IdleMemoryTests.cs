using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sinogram.Tool.Composition;

namespace Sinogram.Tool.Tests.Composition;

public sealed unsafe class IdleMemoryTests
{
    private const int Blocks = 100_000;
    private const int BlockSize = 600;

    [Fact]
    public void Pages_of_program_files_are_given_back_and_come_again_as_they_were()
    {
        var text = string.Join('|', Enumerable.Range(0, 1000).Select(i => i.ToString("N2", CultureInfo.InvariantCulture)));
        var before = Resident();
        IdleMemory.Release();
        var after = Resident();
        Assert.True(after < before, $"{before} kB of files before, {after} kB after");
        Assert.Equal(text, string.Join('|', Enumerable.Range(0, 1000).Select(i => i.ToString("N2", CultureInfo.InvariantCulture))));
        Assert.Equal("{\"a\":1}", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, int> { ["a"] = 1 }));
    }

    [Fact]
    public void A_heap_of_garbage_is_given_back_however_large_it_is()
    {
        var arrays = MakeGarbage();
        IdleMemory.Release();
        Assert.DoesNotContain(arrays, a => a.IsAlive);
    }

    [Fact]
    public void What_native_code_has_freed_is_given_back()
    {
        nint[] blocks = [.. Enumerable.Range(0, Blocks).Select(_ => (nint)NativeMemory.AllocZeroed(BlockSize))];

        // A block stays here and there: memory that is free to its end goes back without help.
        nint[] staying = [.. blocks.Where((_, i) => i % 100 == 0)];
        foreach (var block in blocks.Except(staying))
        {
            NativeMemory.Free((void*)block);
        }

        var before = ResidentAround(staying);
        IdleMemory.Release();
        var after = ResidentAround(staying);
        foreach (var block in staying)
        {
            Assert.Equal(0, *(long*)block);
            NativeMemory.Free((void*)block);
        }

        Assert.True(before - after > Blocks * BlockSize / 1024 / 2, $"{before} kB before, {after} kB after");
    }

    /// <summary>Arrays of more than is compacted at once, which nothing refers to any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> MakeGarbage()
    {
        var arrays = Enumerable.Range(0, 10).Select(_ => new byte[50_000_000]).ToList();
        return [.. arrays.Select(a => new WeakReference(a))];
    }

    /// <summary>The kB that are resident of the mappings in which blocks lie.</summary>
    private static long ResidentAround(nint[] blocks)
    {
        var sum = 0L;
        var holds = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts[0].Split('-') is [var from, var to] && nint.TryParse(from, NumberStyles.AllowHexSpecifier, null, out var start) && nint.TryParse(to, NumberStyles.AllowHexSpecifier, null, out var end))
            {
                holds = blocks.Any(b => b >= start && b < end);
            }
            else if (holds && parts[0] == "Rss:")
            {
                sum += long.Parse(parts[1], CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }

    private static long Resident() => long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssFile:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
