namespace Sinogram.Data.Privacy;

/// <summary>A place in a text where an identifying value stands.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Found">What was found.</param>
/// <param name="Replacement">What stands there instead, where it is not the value's mask.</param>
internal readonly record struct Hit(int Start, int End, Window Found, string? Replacement = null)
{
    /// <summary>Some places, and of others those that are not within one of them, in order; null where there are none.</summary>
    public static List<Hit>? Over(List<Hit>? first, List<Hit>? others)
    {
        if (first is null)
        {
            return others;
        }

        first.AddRange(others?.Where(h => !first.Exists(f => f.Start < h.End && h.Start < f.End)).ToList() ?? []);
        first.Sort((a, b) => a.Start.CompareTo(b.Start));
        return first;
    }
}
