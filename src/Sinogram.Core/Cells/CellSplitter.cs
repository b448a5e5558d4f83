using Sinogram.Core.Magics;

namespace Sinogram.Core.Cells;

/// <summary>A stretch of a cell: code for a language, or a magic line with its body.</summary>
public abstract record Segment(CellPart Part)
{
    /// <summary>Code for a language; null means the cell's own.</summary>
    public sealed record Code(CellPart Part, string? Language) : Segment(Part)
    {
        /// <summary>The selector's line where it says more than a name (<c>#!python --in a</c>), else null.</summary>
        public string? Selector { get; init; }
    }

    /// <summary>A magic line; the part is its body.</summary>
    public sealed record Magic(CellPart Part, string Line, int LineNumber) : Segment(Part)
    {
        /// <summary>The language that was selected above it; null for the cell's own.</summary>
        public string? Language { get; init; }
    }

    /// <summary>A prefix magic and everything that it runs around.</summary>
    public sealed record Prefix(CellPart Part, string Line, int LineNumber) : Segment(Part)
    {
        /// <summary>The language that was selected above it; null for the cell's own.</summary>
        public string? Language { get; init; }
    }
}

/// <summary>What the splitter must know of the names after <c>#!</c>.</summary>
public interface ICellVocabulary
{
    /// <summary>The magic of a name or alias, or null.</summary>
    MagicInfo? FindMagic(string name);

    /// <summary>The language that a name or alias selects, or null.</summary>
    string? FindLanguage(string name);
}

/// <summary>
/// Splits a cell by its magic lines: lines that begin at column 1 with <c>#!</c> and a name of the catalogue, outside strings and comments.
/// Anything else (<c>#!/bin/bash</c>) is text. A body ends at the next magic or language selector, or with the cell.
/// </summary>
public static class CellSplitter
{
    /// <summary>The segments, in order. Code segments that hold only white space are left out.</summary>
    public static IReadOnlyList<Segment> Split(Cell cell, ICellVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Split(new CellPart(cell.Code, cell.FirstLine, cell.Number) { File = cell.File }, vocabulary);
    }

    /// <summary>The segments of text that begins on a later line of its cell.</summary>
    public static IReadOnlyList<Segment> Split(CellPart whole, ICellVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var text = whole.Code;
        if (!text.Contains("#!", StringComparison.Ordinal))
        {
            return string.IsNullOrWhiteSpace(text) ? [] : [new Segment.Code(whole, null)];
        }

        var segments = new List<Segment>();
        string? language = null;
        string? selected = null;
        var lineStarts = LineStarts(text);
        var line = 0;
        while (line < lineStarts.Count)
        {
            var stop = NextSelector(text, lineStarts, line, vocabulary, inCSharp: language is null or "csharp");
            AddCode(segments, whole, lineStarts, line, stop, language, selected);
            selected = null;
            if (stop >= lineStarts.Count)
            {
                break;
            }

            var selector = LineAt(text, lineStarts, stop);
            var name = MagicLine.NameOf(selector)!;
            if (vocabulary.FindMagic(name) is not { } magic)
            {
                language = vocabulary.FindLanguage(name);
                selected = LanguageSelector.HasWords(selector) ? selector : null;
                line = stop + 1;
                if (selected is not null && line >= lineStarts.Count)
                {
                    AddCode(segments, whole, lineStarts, line, line, language, selected);
                }

                continue;
            }

            if (magic.IsPrefix)
            {
                var rest = Slice(text, lineStarts, stop + 1, lineStarts.Count);
                segments.Add(new Segment.Prefix(whole with { Code = rest, FirstLine = whole.FirstLine + stop + 1 }, selector, whole.FirstLine + stop) { Language = language });
                break;
            }

            var end = TakesBody(magic, selector) ? NextSelector(text, lineStarts, stop + 1, vocabulary, inCSharp: false) : stop + 1;
            segments.Add(new Segment.Magic(
                whole with { Code = Slice(text, lineStarts, stop + 1, end), FirstLine = whole.FirstLine + stop + 1 }, selector, whole.FirstLine + stop)
            {
                Language = language,
            });
            line = end;
        }

        return segments;
    }

    private static bool TakesBody(MagicInfo magic, string line)
    {
        try
        {
            return MagicParser.VerbOf(magic, MagicLine.Parse(line)).Verb.Body != BodyKind.None;
        }
        catch (MagicException)
        {
            return false;
        }
    }

    private static void AddCode(
        List<Segment> segments, CellPart whole, List<int> starts, int from, int to, string? language, string? selector)
    {
        var code = Slice(whole.Code, starts, from, to);
        if (!string.IsNullOrWhiteSpace(code) || selector is not null)
        {
            segments.Add(new Segment.Code(whole with { Code = code, FirstLine = whole.FirstLine + from }, language) { Selector = selector });
        }
    }

    private static int NextSelector(string text, List<int> starts, int from, ICellVocabulary vocabulary, bool inCSharp)
    {
        if (from >= starts.Count)
        {
            return starts.Count;
        }

        bool[]? inside = null;
        for (var line = from; line < starts.Count; line++)
        {
            var name = MagicLine.NameOf(LineAt(text, starts, line));
            if (name is null || (vocabulary.FindMagic(name) is null && vocabulary.FindLanguage(name) is null))
            {
                continue;
            }

            if (inCSharp)
            {
                inside ??= CSharpTextScanner.LinesInsideText(text[starts[from]..]);
                if (inside[line - from])
                {
                    continue;
                }
            }

            return line;
        }

        return starts.Count;
    }

    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }

    private static string LineAt(string text, List<int> starts, int line) => Slice(text, starts, line, line + 1).TrimEnd('\r', '\n');

    private static string Slice(string text, List<int> starts, int from, int to)
    {
        if (from >= starts.Count)
        {
            return "";
        }

        return to >= starts.Count ? text[starts[from]..] : text[starts[from]..starts[to]];
    }
}
