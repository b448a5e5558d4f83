namespace Sinogram.Data.Privacy;

/// <content>Numbers and dates: what stands between their figures and beside them says whether they are meant.</content>
internal sealed partial class TextMatcher
{
    private const int FewestOfWhole = 5;

    /// <summary>
    /// False where what follows a word cannot part it from the next one of a date as <see cref="AreDateGaps"/> wants it: in a list of numbers, a decimal number, a time.
    /// </summary>
    private static bool MayBeDate(ReadOnlySpan<char> text, int start, int end)
    {
        var rest = text[end..Math.Min(text.Length, end + WidestEscapedGap)];
        if (rest.IsEmpty)
        {
            return false;
        }

        var isBesideNumber = char.IsAsciiDigit(text[start]) && char.IsAsciiDigit(rest[rest.Length > 2 && rest[1] == ' ' ? 2 : rest.Length > 1 ? 1 : 0]);
        var fits = rest[0] switch
        {
            // No date in figures goes on with more than two of them.
            '-' or '/' or '.' or ' ' or '_' => !isBesideNumber || rest.Length < 4 || rest[1..4].ContainsAnyExceptInRange('0', '9'),
            // Numbers stand beside commas in dates that programs make only.
            ',' => !isBesideNumber || (start > 0 && text[start - 1] is '(' or '['),
            ':' => !isBesideNumber,
            < '\u0080' => char.IsAsciiLetterOrDigit(rest[0]),
            _ => true,
        };
        return fits || rest.ContainsAny(Escapes.Starts);
    }

    /// <summary>False where no group of a number's figures can follow as <see cref="AreGroups"/> wants it.</summary>
    private static bool MayBeGroup(ReadOnlySpan<char> text, int end) => end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]);

    private static bool AreDateGaps(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words, bool isNamed)
    {
        if (!isNamed && words.Length == 3 && words[2].End - words[0].Start <= 8 && !IsShortDate(text, words))
        {
            return false;
        }

        if (!isNamed && words.Length == 3 && IsConstructed(text, words))
        {
            return true;
        }

        for (var i = 1; i < words.Length; i++)
        {
            var gap = text[words[i - 1].End..words[i].Start];
            var fits = gap.Length == 1 ? gap[0] is '-' or '/' or '.' or ' ' or '_' || (isNamed && gap[0] == ':')
                : gap.ContainsAny(Escapes.Starts) || (isNamed && gap.Length <= 2 && gap.IndexOfAnyExcept(" .,-") < 0);
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Three figures and no century are a date where one mark parts them and no further number follows; with dots only as <c>02.01.70</c>, for <c>2.1.70</c> is a version.</summary>
    private static bool IsShortDate(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words)
    {
        if (words[0].End - words[0].Start == 4 || words[2].End - words[2].Start == 4)
        {
            return true;
        }

        var mark = text[words[0].End];
        return mark is '/' or '-' or '.' && text[words[1].End] == mark && words[1].Start == words[0].End + 1 && words[2].Start == words[1].End + 1
            && (mark != '.' || words[2].End - words[0].Start == 8) && !GoesOn(text, words[0].Start, words[2].End, mark);
    }

    /// <summary>A date as programs make and print one: <c>date(1970, 1, 2)</c>, <c>(1970, 1, 2)</c>.</summary>
    private static bool IsConstructed(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words)
    {
        const int LongestType = 16;
        var start = words[0].Start;
        if (start == 0 || text[start - 1] is not ('(' or '[') || text[words[0].End..words[1].Start].Trim() is not "," || text[words[1].End..words[2].Start].Trim() is not ",")
        {
            return false;
        }

        var before = text.Slice(Math.Max(0, start - 1 - LongestType), Math.Min(start - 1, LongestType));
        var isCall = before.Length > 0 && char.IsAsciiLetterOrDigit(before[^1]);
        return isCall ? before.Contains("date", StringComparison.OrdinalIgnoreCase) || before.Contains("time", StringComparison.OrdinalIgnoreCase)
            : words[2].End < text.Length && text[words[2].End] is ')' or ']';
    }

    /// <summary>One mark of thousands between all groups, and no group more before or after: <c>847,213</c>, and not three numbers of a list.</summary>
    private static bool AreGroups(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> words)
    {
        var mark = text[words[0].End];
        if (mark is not (',' or '.' or '\'' or '\u2019' or '_' or '\u00a0' or '\u202f'))
        {
            return false;
        }

        for (var i = 1; i < words.Length; i++)
        {
            if (words[i].Start != words[i - 1].End + 1 || text[words[i - 1].End] != mark)
            {
                return false;
            }
        }

        return !GoesOn(text, words[0].Start, words[^1].End, mark);
    }

    /// <summary>A number that is known without the zeros before it.</summary>
    private bool IsPadded(ReadOnlySpan<char> text, in WordReader reader, out Hit hit)
    {
        hit = default;
        var word = text[reader.Start..reader.End];
        if (word[0] != '0' || word.ContainsAnyExceptInRange('0', '9') || word.TrimStart('0') is not { Length: >= FewestOfWhole } number)
        {
            return false;
        }

        var bare = Plain(text, reader.End - number.Length);
        var found = known.Index.Find(WindowIndex.Begin(bare.Hash));
        if ((found.Kinds & WindowKinds.Spelling) == 0 || (found.Kinds & WindowKinds.Digits) == 0 || !IsMeant(text, [(reader.Start, reader.End)], bare.Letters, found.Kinds))
        {
            return false;
        }

        hit = new Hit(reader.Start, reader.End, found);
        return true;
    }

    private static bool GoesOn(ReadOnlySpan<char> text, int start, int end, char mark) =>
        (start >= 2 && text[start - 1] == mark && char.IsAsciiDigit(text[start - 2])) || (end + 1 < text.Length && text[end] == mark && char.IsAsciiDigit(text[end + 1]));

    /// <summary>Digits of a decimal fraction or of a UID are no number of a patient; a whole number that is printed with a fraction of zeros is.</summary>
    private static bool IsPartOfNumber(ReadOnlySpan<char> text, int start, int end)
    {
        if (start >= 2 && text[start - 1] == '.' && char.IsAsciiDigit(text[start - 2]))
        {
            return true;
        }

        if (end + 1 >= text.Length || text[end] != '.' || !char.IsAsciiDigit(text[end + 1]))
        {
            return false;
        }

        var rest = text[(end + 1)..];
        var zeros = rest.IndexOfAnyExcept('0');
        rest = zeros < 0 ? [] : rest[zeros..];
        var isWhole = zeros != 0 && (rest.IsEmpty || !(char.IsAsciiLetterOrDigit(rest[0]) || (rest[0] == '.' && rest.Length > 1 && char.IsAsciiDigit(rest[1]))));
        return !(isWhole && end - start >= FewestOfWhole);
    }
}
