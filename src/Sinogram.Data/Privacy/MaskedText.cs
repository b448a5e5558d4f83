using System.Text;
using System.Text.Json;

namespace Sinogram.Data.Privacy;

/// <summary>Writes a text with its identifying values masked.</summary>
internal static class MaskedText
{
    /// <summary>The text with masks in the places of hits.</summary>
    public static string Write(string text, List<Hit> hits, IdentifyingValues values, IdentifyingValues.Known known)
    {
        var result = new StringBuilder(text.Length + (hits.Count * 16));
        var at = 0;
        foreach (var hit in hits)
        {
            if (hit.End <= at)
            {
                continue;
            }

            result.Append(text, at, Math.Max(hit.Start - at, 0)).Append(hit.Replacement ?? known.Token.Of(values.AttributeOf(hit.Found.Attribute), hit.Found.Value));
            at = hit.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>JSON with masks: a number that is masked becomes a string, so that the text stays JSON.</summary>
    public static string WriteJson(string json, List<Hit> hits, IdentifyingValues values, IdentifyingValues.Known known)
    {
        var bare = new List<Hit>(hits.Count);
        var (at, inString) = (0, false);
        foreach (var hit in hits)
        {
            for (; at < hit.Start; at++)
            {
                if (json[at] == '"')
                {
                    inString = !inString;
                }
                else if (inString && json[at] == '\\')
                {
                    at++;
                }
            }

            if (inString || hit.Replacement is not null)
            {
                bare.Add(hit);
                continue;
            }

            var (start, end) = (hit.Start, hit.End);
            var before = bare.Count > 0 ? bare[^1].End : 0;
            if (end <= before)
            {
                continue;
            }

            while (start > before && json[start - 1] is '-' or '+' or '.' or (>= '0' and <= '9'))
            {
                start--;
            }

            while (end < json.Length && json[end] is '-' or '+' or '.' or 'e' or 'E' or (>= '0' and <= '9'))
            {
                end++;
            }

            bare.Add(hit with
            {
                Start = start, End = end,
                Replacement = JsonSerializer.Serialize(known.Token.Of(values.AttributeOf(hit.Found.Attribute), hit.Found.Value)),
            });
        }

        return Write(json, bare, values, known);
    }
}
