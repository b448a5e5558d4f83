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

        var merged = new List<Hit>(first.Count + (others?.Count ?? 0));
        first.Sort((a, b) => a.Start.CompareTo(b.Start));
        var (at, reach) = (0, 0);
        foreach (var other in others?.OrderBy(h => h.Start) ?? Enumerable.Empty<Hit>())
        {
            for (; at < first.Count && first[at].Start < other.End; at++)
            {
                merged.Add(first[at]);
                reach = Math.Max(reach, first[at].End);
            }

            if (reach <= other.Start)
            {
                merged.Add(other);
            }
        }

        merged.AddRange(first.Skip(at));
        return merged;
    }
}
