using System.Globalization;
using Sinogram.Tool.Composition;

namespace Sinogram.Tool.Tests.Composition;

public sealed class IdleMemoryTests
{
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

    private static long Resident() => long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssFile:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
