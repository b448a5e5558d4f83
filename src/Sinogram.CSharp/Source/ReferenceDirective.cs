namespace Sinogram.CSharp.Source;

/// <summary>A line <c>#r "path"</c>.</summary>
internal sealed record ReferenceDirective(string Path, int Line)
{
    /// <summary>Whether a line is one.</summary>
    public static bool IsOne(string line) =>
        line.AsSpan().TrimStart() is ['#', 'r', ..] text && text[2..].TrimStart() is ['"', ..];

    /// <summary>The directives of a text.</summary>
    public static IEnumerable<ReferenceDirective> Of(string code)
    {
        if (!code.Contains("#r", StringComparison.Ordinal))
        {
            yield break;
        }

        var number = 0;
        foreach (var line in code.Split('\n'))
        {
            if (IsOne(line))
            {
                var start = line.IndexOf('"', StringComparison.Ordinal) + 1;
                var end = line.IndexOf('"', start);
                yield return new ReferenceDirective(end < 0 ? line[start..].Trim() : line[start..end], number);
            }

            number++;
        }
    }
}
