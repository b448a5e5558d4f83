namespace Sinogram.CSharp.Errors;

/// <summary>Names that may have been meant.</summary>
internal static class Similarity
{
    /// <summary>The name that differs by its case or by one letter; null where there is none.</summary>
    public static string? Nearest(string name, IEnumerable<string> names) => names.Distinct().Where(n => n != name)
        .Where(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase) || Distance(n, name) == 1)
        .OrderBy(n => !string.Equals(n, name, StringComparison.OrdinalIgnoreCase)).ThenBy(n => n, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>0 for equal, 1 for one letter added, left out or changed, or two swapped; else more.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1 || Math.Max(a.Length, b.Length) < 3)
        {
            return 2;
        }

        var start = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var (restA, restB) = (a[start..], b[start..]);
        return restA == restB ? 0
            : (restA.Length > 0 && restA[1..] == restB) || (restB.Length > 0 && restB[1..] == restA)
              || (restA.Length > 0 && restB.Length > 0 && restA[1..] == restB[1..])
              || (restA.Length > 1 && restB.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..] == restB[2..]) ? 1 : 2;
    }
}
