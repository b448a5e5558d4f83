using System.Net;
using System.Text;

namespace Sinogram.EndToEnd.Tests.Privacy;

/// <summary>Looks for markers in bytes: plain, in base64 at each of its three alignments, in UTF-16, in hexadecimal digits, in URLs and in HTML.</summary>
internal sealed class MarkerSearch
{
    private readonly List<(string Marker, string Form, string Needle)> _needles = [];

    public MarkerSearch(IEnumerable<string> markers)
    {
        foreach (var marker in markers)
        {
            foreach (var spelled in (string[])[marker, marker.ToUpperInvariant(), marker.ToLowerInvariant()])
            {
                var (bytes, wide) = (Encoding.UTF8.GetBytes(spelled), Encoding.Unicode.GetBytes(spelled));
                Add(marker, "plain", spelled);
                Add(marker, "URL", Uri.EscapeDataString(spelled));
                Add(marker, "HTML", WebUtility.HtmlEncode(spelled));
                Add(marker, "numbered entities", string.Concat(spelled.Select(c => $"&#{(int)c};")));
                Add(marker, "escaped", string.Concat(spelled.Select(c => $"\\u{(int)c:x4}")));
                Add(marker, "percent", string.Concat(spelled.Select(c => $"%{(int)c:X2}")));
                Add(marker, "UTF-16", Encoding.Latin1.GetString(wide));
                foreach (var (encoding, form) in ((byte[], string)[])[(bytes, "UTF-8"), (wide, "UTF-16")])
                {
                    Add(marker, "hex of " + form, Convert.ToHexStringLower(encoding));
                    Add(marker, "hex of " + form, Convert.ToHexString(encoding));
                    for (var shift = 0; shift < 3; shift++)
                    {
                        // What stands before and after in the same group of three bytes is not known: the whole groups inside are looked for.
                        var from = (3 - shift) % 3;
                        var whole = (encoding.Length - from) / 3 * 3;
                        Add(marker, "base64 of " + form, Convert.ToBase64String(encoding.AsSpan(from, whole)));
                    }
                }
            }
        }
    }

    /// <summary>The markers in some bytes, each with the form in which it stands there.</summary>
    public IReadOnlyList<string> Find(byte[] bytes, string where)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return [.. _needles.Where(n => text.Contains(n.Needle, StringComparison.Ordinal)).Select(n => $"{n.Marker} as {n.Form} in {where}{Around(text, n.Needle)}").Distinct()];
    }

    /// <summary>The markers in the files of a folder, and in their names.</summary>
    public IReadOnlyList<string> FindIn(string folder, Func<string, bool> isSearched)
    {
        var found = new List<string>();
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }) : [])
        {
            if (isSearched(file))
            {
                var relative = Path.GetRelativePath(folder, file);
                found.AddRange(Find(Encoding.UTF8.GetBytes(relative), "the name of a file"));
                found.AddRange(Find(File.ReadAllBytes(file), relative));
            }
        }

        return found;
    }

    private static string Around(string text, string needle)
    {
        var at = text.IndexOf(needle, StringComparison.Ordinal);
        return $": …{text[Math.Max(0, at - 60)..Math.Min(text.Length, at + needle.Length + 30)]}…";
    }

    private void Add(string marker, string form, string needle)
    {
        if (needle.Length > 7)
        {
            _needles.Add((marker, form, needle));
        }
    }
}
