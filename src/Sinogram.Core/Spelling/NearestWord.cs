namespace Sinogram.Core.Spelling;

/// <summary>The word that was probably meant. Compiled into each library that suggests names and knows no other one that does.</summary>
internal static class NearestWord
{
    /// <summary>Longer words are names of nothing, and compared with none.</summary>
    private const int Longest = 200;

    /// <summary>The candidate that differs least, by no more than a third of the longer word's letters, whatever their case; null where none is so near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        var (best, least) = ((string?)null, int.MaxValue);
        foreach (var candidate in candidates)
        {
            var most = Math.Min(least - 1, Math.Max(1, Math.Max(word.Length, candidate.Length) / 3));
            if (Math.Abs(word.Length - candidate.Length) <= most && Math.Max(word.Length, candidate.Length) <= Longest && Distance(word, candidate) is var distance && distance <= most)
            {
                (best, least) = (candidate, distance);
            }
        }
        return best;
    }

    /// <summary>The number of insertions, deletions, replacements and swaps of neighbours between two words, ignoring case.</summary>
    public static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) { row[j] = j; }
        for (var i = 1; i <= a.Length; i++)
        {
            (before, last, row) = (last, row, before);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) { row[j] = Math.Min(row[j], before[j - 2] + 1); }
            }
        }
        return row[b.Length];
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
