using System.Globalization;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>
/// How a character counts when texts are compared: letters and digits without case, width and accents; what parts words; what is passed over.
/// One number for each UTF-16 unit.
/// </summary>
internal static class CharacterFold
{
    /// <summary>Parts words.</summary>
    public const ushort Separator = 0;

    /// <summary>Passed over within a word: accents that stand alone, soft hyphens, zero-width marks.</summary>
    public const ushort Ignored = 1;

    /// <summary>May begin an escape (<c>&amp;eacute;</c>, <c>%C3%A9</c>, <c>\u00e9</c>, a terminal's colour); parts words where it does not.</summary>
    public const ushort Escape = 2;

    /// <summary>Values from here on are letters and digits.</summary>
    public const ushort FirstLetter = 3;

    // Kana, ideographs and Hangul: scripts that do not part words by spaces, so that each character is a word.
    private const ushort FirstOwnWord = 0x3041;
    private const ushort LastOwnWord = 0xFAFF;
    private const ushort FirstSurrogate = 0xD800;
    private const ushort LastPrivateUse = 0xF8FF;

    private static readonly Lazy<ushort[]> Built = new(Build);

    /// <summary>The table, made at first use.</summary>
    public static ushort[] Table => Built.Value;

    /// <summary>True for a folded character that is a word by itself.</summary>
    public static bool IsOwnWord(ushort folded) => folded >= FirstOwnWord && folded <= LastOwnWord && folded is < FirstSurrogate or > LastPrivateUse;

    private static ushort[] Build()
    {
        var table = new ushort[char.MaxValue + 1];
        for (var i = 0; i <= char.MaxValue; i++)
        {
            table[i] = Fold((char)i);
        }

        return table;
    }

    private static ushort Fold(char c)
    {
        if (c < 0x80)
        {
            return c is '&' or '%' or '\\' or Escapes.Control ? Escape : char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : Separator;
        }

        // A syllable of Hangul would come apart into its letters, of which the first tells little.
        if (char.IsSurrogate(c) || c is >= '\uAC00' and <= '\uD7A3')
        {
            return c;
        }

        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.SpacingCombiningMark:
                return Ignored;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber:
                var plain = c.ToString().Normalize(NormalizationForm.FormKD)[0];
                return char.IsLetterOrDigit(plain) ? char.ToUpperInvariant(plain) : char.ToUpperInvariant(c);
            default:
                return Separator;
        }
    }
}
