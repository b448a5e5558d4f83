namespace Sinogram.Data.Presentation;

/// <summary>Names that were meant where one is written that does not exist.</summary>
public static class NearNames
{
    private const int LongestName = 200;

    /// <summary>The name that differs least, by no more than a third of its letters, whatever their case; null where none is so near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        var (best, distance) = ((string?)null, Math.Max(1, name.Length / 3) + 1);
        foreach (var candidate in known.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var d = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant(), distance);
            if (d < distance) { (best, distance) = (candidate, d); }
        }
        return best;
    }

    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || a.Length > LongestName || b.Length > LongestName) { return limit; }
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.Length];
    }
}
