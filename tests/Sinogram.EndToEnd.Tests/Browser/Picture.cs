using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Browser;

/// <summary>Keeps pictures of pages. SINOGRAM_SCREENSHOTS names their folder (default artifacts/screenshots).</summary>
internal static class Picture
{
    public static void Save(string name, byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        var named = Environment.GetEnvironmentVariable("SINOGRAM_SCREENSHOTS");
        var folder = Directory.CreateDirectory(string.IsNullOrEmpty(named) ? Path.Combine(Repository.Root, "artifacts", "screenshots") : named).FullName;
        File.WriteAllBytes(Path.Combine(folder, name + ".png"), png);
    }
}
