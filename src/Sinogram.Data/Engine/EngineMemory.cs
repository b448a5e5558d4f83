using System.Globalization;

namespace Sinogram.Data.Engine;

/// <summary>
/// Shares the memory that this process may use among its engines: half of what the container or machine allows, or less where others already use more,
/// in equal parts. An engine that comes or goes changes the parts of the others.
/// </summary>
internal static class EngineMemory
{
    private const long Least = 64L << 20;
    private static readonly Lock Gate = new();
    private static readonly List<Action<long>> Engines = [];

    /// <summary>What one engine gets when there are so many.</summary>
    public static long Share(int engines) => Math.Max(Least, Math.Min(ContainerLimits.Memory() / 2, Math.Max(ContainerLimits.AvailableMemory() / 4 * 3, 1L << 30)) / Math.Max(1, engines));

    /// <summary>Adds an engine that has the whole share; <paramref name="limit"/> is told its part where there are others, and whenever it changes.</summary>
    /// <returns>Takes it out again.</returns>
    public static IDisposable Join(Action<long> limit)
    {
        lock (Gate)
        {
            Engines.Add(limit);
            if (Engines.Count > 1) { Divide(); }
        }
        return new Leave(limit);
    }

    /// <summary>As the engine's setting writes it.</summary>
    public static string Setting(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(bytes, Least)}B");

    private static void Divide()
    {
        var share = Share(Engines.Count);
        foreach (var engine in Engines) { engine(share); }
    }

    private sealed class Leave(Action<long> limit) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                if (Engines.Remove(limit) && Engines.Count > 0) { Divide(); }
            }
        }
    }
}
