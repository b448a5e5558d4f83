namespace Sinogram.Data.Privacy;

/// <summary>Tells the numbers of an array of numbers in JSON, such as the data of a figure, from a patient's number.</summary>
internal static class JsonFigures
{
    private const int LongestFigure = 5;

    /// <summary>Whether a number of few figures stands bare in an array, beside another number.</summary>
    public static bool Contains(ReadOnlySpan<char> json, int start, int end)
    {
        if (end - start > LongestFigure)
        {
            return false;
        }

        var before = json[..start].TrimEnd();
        var after = json[end..].TrimStart();
        return before is [.., '[' or ','] && after is [']' or ',', ..]
            && ((before[^1] == ',' && before[..^1].TrimEnd() is [.., >= '0' and <= '9']) || (after[0] == ',' && after[1..].TrimStart() is [(>= '0' and <= '9') or '-', ..]));
    }
}
