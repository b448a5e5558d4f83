using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Data.Storage;

/// <summary>A path with <c>*</c>, <c>?</c>, <c>**</c> or <c>{a,b}</c> in it.</summary>
internal sealed class StorageGlob
{
    private readonly Regex _pattern;

    private StorageGlob(string root, Regex pattern) => (Root, _pattern) = (root, pattern);

    /// <summary>The folder before the first part that is a pattern, without a slash at its end.</summary>
    public string Root { get; }

    /// <summary>Null for a path without a pattern.</summary>
    public static StorageGlob? Of(string path)
    {
        var segments = path.Split('/');
        var first = Array.FindIndex(segments, s => s.AsSpan().ContainsAny("*?{"));
        if (first < 0) { return null; }
        var pattern = new StringBuilder("^");
        for (var i = first; i < segments.Length; i++)
        {
            if (segments[i] == "**")
            {
                pattern.Append(i == segments.Length - 1 ? ".*" : "(?:[^/]+/)*");
                continue;
            }
            var braces = 0;
            foreach (var c in segments[i])
            {
                pattern.Append(c switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '{' when ++braces > 0 => "(?:",
                    '}' when braces-- > 0 => ")",
                    ',' when braces > 0 => "|",
                    _ => Regex.Escape(c.ToString()),
                });
            }
            if (braces != 0) { throw new StorageException(StorageFault.Invalid, $"In the pattern {path} a brace is not closed."); }
            if (i < segments.Length - 1) { pattern.Append('/'); }
        }
        return new StorageGlob(string.Join('/', segments[..first]), new Regex(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <param name="relative">The part of a path behind <see cref="Root"/> and its slash.</param>
    public bool Matches(string relative) => _pattern.IsMatch(relative);
}
