using Sinogram.Core.Cells;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Execution;

/// <summary>
/// Finds lines that look like a magic but name none, before anything of the cell runs. <c>#!/bin/bash</c> and the like are text.
/// </summary>
internal static class UnknownSelector
{
    /// <exception cref="MagicException">A line of code begins with <c>#!</c> and a word that is no magic or language.</exception>
    public static void Refuse(IReadOnlyList<Segment> segments, string? language, Session session)
    {
        if (language is not null && session.LanguageOf(language) != session.Language)
        {
            return;
        }

        var connected = segments.OfType<Segment.Magic>().Select(s => Connected(s.Line)).OfType<string>().ToList();
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
                if (!inside[i] && MagicLine.NameOf(lines[i].TrimEnd('\r')) is { } name && char.IsAsciiLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '#') && !connected.Any(c => name == c || name.EndsWith("-" + c, StringComparison.Ordinal)))
                {
                    throw new MagicException(
                        $"{(part.File is null ? "Line" : part.Place + ", line")} {part.FirstLine + i + 1}: there is no magic or language '#!{name}'.",
                        Suggestion.For(name, Names(session), "#!") ?? "#!lsmagic lists the magics. It has the languages " + string.Join(", ", session.Languages.Where(l => l.IsAvailable).Select(l => l.Identity.Name)) + ".");
                }
            }
        }
    }

    /// <summary>The selector that a <c>#!connect</c> line of this cell will have added when the lines below it run.</summary>
    private static string? Connected(string line)
    {
        if (MagicLine.NameOf(line) != "connect")
        {
            return null;
        }

        var words = MagicLine.Parse(line).Words;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Text.StartsWith("--kernel-name=", StringComparison.Ordinal))
            {
                return words[i].Text[14..];
            }

            if (words[i].Text is "--kernel-name" && i + 1 < words.Count)
            {
                return words[i + 1].Text;
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(Session session) =>
        session.Magics.Where(m => !m.Info.IsHidden).SelectMany(m => m.Info.Aliases.Append(m.Info.Name))
            .Concat(session.Languages.Where(l => l.IsAvailable).SelectMany(l => l.Identity.Aliases.Append(l.Identity.Name)));
}
