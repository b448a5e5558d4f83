using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Execution;

/// <summary>
/// Finds lines that look like a magic but name none, before anything of the cell runs. <c>#!/bin/bash</c> and the like are text.
/// </summary>
internal static class UnknownSelector
{
    /// <exception cref="MagicException">A line of code begins with <c>#!</c> and a word that is no magic or language.</exception>
    public static void Refuse(IReadOnlyList<Segment> segments, Session session)
    {
        foreach (var part in segments.OfType<Segment.Code>().Where(s => s.Language is null).Select(s => s.Part))
        {
            if (part.Code.TrimStart().StartsWith('%'))
            {
                throw new MagicException("Magics begin with #! here, not with %.", "#!lsmagic lists them; #!time times a cell.");
            }

            if (!part.Code.Contains("#!", StringComparison.Ordinal))
            {
                continue;
            }

            var inside = CSharpTextScanner.LinesInsideText(part.Code);
            var lines = part.Code.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (!inside[i] && MagicLine.NameOf(lines[i].TrimEnd('\r')) is { } name && char.IsAsciiLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '#'))
                {
                    throw new MagicException(
                        $"Line {part.FirstLine + i + 1}: there is no magic or language '#!{name}'.",
                        Suggestion.For(name, Names(session), "#!") ?? "#!lsmagic lists the magics. It has the languages " + string.Join(", ", session.Languages.Select(l => l.Identity.Name)) + ".");
                }
            }
        }
    }

    private static IEnumerable<string> Names(Session session) =>
        session.Magics.SelectMany(m => m.Info.Aliases.Append(m.Info.Name))
            .Concat(session.Languages.SelectMany(l => l.Identity.Aliases.Append(l.Identity.Name)));
}
