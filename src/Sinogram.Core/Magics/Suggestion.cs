using Sinogram.Core.Spelling;

namespace Sinogram.Core.Magics;

/// <summary>"Did you mean …": the nearest of the valid words.</summary>
public static class Suggestion
{
    /// <summary>A sentence that suggests the nearest candidate, or null where none is near (edit distance over a third of the word).</summary>
    public static string? For(string word, IEnumerable<string> candidates, string prefix) =>
        NearestWord.Of(word, candidates) is { } near ? $"Did you mean {prefix}{near}?" : null;
}
