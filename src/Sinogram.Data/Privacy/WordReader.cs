using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Privacy;

/// <summary>Reads a text word by word: where each lies, how many letters and digits it has, and their hash without regard to case and accents.</summary>
internal ref struct WordReader
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private readonly ReadOnlySpan<char> _text;
    private readonly ushort[] _fold;
    private readonly ulong _seed;
    private readonly bool _decodes;
    private int _at;

    /// <param name="text">The text.</param>
    /// <param name="seed">Where hashes begin.</param>
    /// <param name="decodes">Whether escapes of HTML, URLs and JSON count as the characters they stand for.</param>
    /// <param name="start">Where to begin.</param>
    public WordReader(ReadOnlySpan<char> text, ulong seed, bool decodes, int start = 0)
    {
        _text = text;
        _fold = CharacterFold.Table;
        _seed = seed;
        _decodes = decodes;
        _at = start;
    }

    /// <summary>Where the word begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the word ends.</summary>
    public readonly int End => _at;

    /// <summary>Letters and digits of the word.</summary>
    public int Letters { get; private set; }

    /// <summary>The word's hash, not yet mixed.</summary>
    public ulong Hash { get; private set; }

    /// <summary>The hash of its first letters, <see cref="WindowIndex.ShortLetters"/> of them; of all where it has fewer.</summary>
    public ulong ShortHash { get; private set; }

    /// <summary>False where the word holds no ASCII figure for certain: of letters and figures they alone lack the bit.</summary>
    public bool MayHoldDigits { get; private set; }

    /// <summary>False where no capital letter stands behind the first letter for certain: in Latin-1 they lack the bit that small letters have.</summary>
    public bool MayHoldCapitals { get; private set; }

    /// <summary>Goes on elsewhere.</summary>
    public void Seek(int position) => _at = position;

    /// <summary>Reads the next word; false at the end.</summary>
    public bool Next()
    {
        // The place is always checked against the length, and the table has an entry for every character.
        ref var text = ref MemoryMarshal.GetReference(_text);
        ref var fold = ref MemoryMarshal.GetArrayDataReference(_fold);
        var end = _text.Length;
        var at = _at;
        ushort folded = 0;
        var length = 1;
        for (; ; at += length)
        {
            if ((uint)at >= (uint)end)
            {
                _at = at;
                return false;
            }

            length = 1;
            folded = Unsafe.Add(ref fold, Unsafe.Add(ref text, at));
            if (folded == CharacterFold.Escape)
            {
                folded = Decoded(at, out length);
            }

            if (folded >= CharacterFold.FirstLetter)
            {
                break;
            }
        }

        Start = at;
        int first = Unsafe.Add(ref text, at);
        var (rest, any) = (-1, 0);
        var shortHash = 0ul;
        var hash = Step(_seed, folded);
        var letters = 1;
        at += length;
        if (!CharacterFold.IsOwnWord(folded))
        {
            while ((uint)at < (uint)end)
            {
                length = 1;
                var character = Unsafe.Add(ref text, at);
                folded = Unsafe.Add(ref fold, character);
                if (folded < CharacterFold.FirstLetter)
                {
                    if (folded == CharacterFold.Escape)
                    {
                        folded = Decoded(at, out length);
                    }

                    if (folded == CharacterFold.Ignored)
                    {
                        at += length;
                        continue;
                    }

                    if (folded < CharacterFold.FirstLetter)
                    {
                        break;
                    }
                }

                if (folded >= 0x3041 && CharacterFold.IsOwnWord(folded))
                {
                    break;
                }

                hash = Step(hash, folded);
                rest &= character;
                any |= character;
                letters++;
                shortHash = letters == WindowIndex.ShortLetters ? hash : shortHash;
                at += length;
            }
        }

        _at = at;
        Hash = hash;
        Letters = letters;
        ShortHash = letters < WindowIndex.ShortLetters ? hash : shortHash;
        MayHoldDigits = (rest & first & 0x40) == 0;
        MayHoldCapitals = (rest & 0x20) == 0 || any > 0xFF;
        return true;
    }

    /// <summary>One letter more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Step(ulong hash, ushort folded) => (hash ^ folded) * Prime;

    private readonly ushort Decoded(int at, out int length)
    {
        length = 1;
        if (!_decodes)
        {
            return CharacterFold.Separator;
        }

        (var character, length) = Escapes.Read(_text[at..]);
        var folded = _fold[character];
        return folded == CharacterFold.Escape ? CharacterFold.Separator : folded;
    }
}
