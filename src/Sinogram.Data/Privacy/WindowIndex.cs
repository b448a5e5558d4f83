namespace Sinogram.Data.Privacy;

/// <summary>What is known of a sequence of words.</summary>
[Flags]
internal enum WindowKinds : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A spelling of an identifying value: masked where it stands in a text.</summary>
    Spelling = 1,

    /// <summary>The beginning of a longer spelling.</summary>
    Beginning = 2,

    /// <summary>A date in figures: only a hyphen, slash, dot or space may stand between its words.</summary>
    FiguresDate = 4,

    /// <summary>A date with the month's name.</summary>
    NamedDate = 8,

    /// <summary>Digits alone.</summary>
    Digits = 16,

    /// <summary>A whole value as it was read, also one that is too short for the text filter.</summary>
    Value = 32,

    /// <summary>All its words are letters alone, so that it may be ordinary vocabulary.</summary>
    Alphabetic = 64,

    /// <summary>A number's figures in groups: one mark of the same kind stands between all of them.</summary>
    Grouped = 128,

    /// <summary>The beginning of a date.</summary>
    DateBeginning = 256,

    /// <summary>The beginning of a number in groups.</summary>
    GroupBeginning = 512,

    /// <summary>The beginning of any other longer spelling.</summary>
    OtherBeginning = 1024,
}

/// <summary>What is known of one sequence of words.</summary>
/// <param name="Kinds">Its kinds.</param>
/// <param name="Attribute">The number of the attribute it was read from.</param>
/// <param name="Value">The hash of the value that it spells: equal for all spellings of one value.</param>
internal readonly record struct Window(WindowKinds Kinds, ushort Attribute, ulong Value);

/// <summary>
/// Sequences of words by their hash. Holds no text: what is known cannot be read back. One writer at a time, readers beside it without a lock.
/// </summary>
internal sealed class WindowIndex
{
    private const int FilterBits = 22;
    private const int PrefixBits = 23;
    private const int ShortBits = 20;

    /// <summary>The letters of the beginnings of words that are told apart with little memory, which stays in the processor's caches.</summary>
    public const int ShortLetters = 4;

    private readonly KnownValues _values = new();
    private readonly ulong[] _firstWords = new ulong[1 << (FilterBits - 6)];
    private readonly ulong[] _prefixes = new ulong[1 << (PrefixBits - 6)];
    private readonly ulong[] _shortPrefixes = new ulong[1 << (ShortBits - 6)];
    private Slots _slots;

    public WindowIndex() => _slots = new Slots(1 << 10, _values);

    /// <summary>Sequences that are known.</summary>
    public int Count { get; private set; }

    /// <summary>The longest sequence, in words.</summary>
    public int LongestWords { get; private set; }

    /// <summary>A spelling that is neither a date nor a number in groups begins with a number of few digits and goes on with a number.</summary>
    public bool HasNumbersThatBegin { get; set; }

    /// <summary>The hash of a sequence that begins with a word.</summary>
    public static ulong Begin(ulong word) => Mix(word);

    /// <summary>The hash of a sequence with one word more.</summary>
    public static ulong Extend(ulong window, ulong word) => Mix((window * 0xD6E8FEB86659FD93) + word);

    /// <summary>False where no known sequence begins with a word; true where one may.</summary>
    public bool MayBegin(ulong word)
    {
        return Has(_firstWords, word ^ (word >> 29)) && Has(_firstWords, word >> (64 - FilterBits));

        static bool Has(ulong[] filter, ulong hash)
        {
            var bit = hash & ((1ul << FilterBits) - 1);
            return (filter[bit >> 6] >> (int)(bit & 63) & 1) != 0;
        }
    }

    /// <summary>False where no known word begins with these letters; true where one may.</summary>
    public bool MayBeginWord(ulong partial)
    {
        var mixed = Mix(partial);
        return Has(mixed) && Has(mixed >> 32);

        bool Has(ulong hash)
        {
            var bit = hash & ((1ul << PrefixBits) - 1);
            return (_prefixes[bit >> 6] >> (int)(bit & 63) & 1) != 0;
        }
    }

    /// <summary>The same for beginnings of <see cref="ShortLetters"/> letters.</summary>
    public bool MayBeginShort(ulong partial)
    {
        var bit = ShortBit(partial);
        return (_shortPrefixes[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }

    /// <summary>What is known of a sequence.</summary>
    public Window Find(ulong window) => Volatile.Read(ref _slots).Find(window);

    /// <summary>Remembers a sequence; kinds add up, attribute and value stay those of the first.</summary>
    public void Add(ulong firstWord, ulong window, int words, Window found)
    {
        foreach (var hash in (ReadOnlySpan<ulong>)[firstWord ^ (firstWord >> 29), firstWord >> (64 - FilterBits)])
        {
            var bit = hash & ((1ul << FilterBits) - 1);
            _firstWords[bit >> 6] |= 1ul << (int)(bit & 63);
        }

        LongestWords = Math.Max(LongestWords, words);
        if (_slots.Add(window, found))
        {
            Count++;
            if ((long)Count * 10 > (long)_slots.Size * 7)
            {
                Volatile.Write(ref _slots, _slots.Doubled());
            }
        }
    }

    /// <summary>Remembers how a word begins.</summary>
    /// <param name="partial">The hash of its first letters.</param>
    /// <param name="letters">How many they are.</param>
    public void AddPrefix(ulong partial, int letters)
    {
        var mixed = Mix(partial);
        if (letters == ShortLetters)
        {
            var bit = ShortBit(partial);
            _shortPrefixes[bit >> 6] |= 1ul << (int)(bit & 63);
        }

        foreach (var hash in (ReadOnlySpan<ulong>)[mixed, mixed >> 32])
        {
            var bit = hash & ((1ul << PrefixBits) - 1);
            _prefixes[bit >> 6] |= 1ul << (int)(bit & 63);
        }
    }

    // The upper bits of a product are well mixed.
    private static ulong ShortBit(ulong partial) => partial >> (64 - ShortBits);

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 29)) * 0xC4CEB9FE1A85EC53;
        hash ^= hash >> 32;
        return hash == 0 ? 1 : hash;
    }

    /// <summary>
    /// Open addressing. A byte of each key stands apart: most of what is looked for is not there, and so many bytes fit into a cache where the keys do not.
    /// It is written last, so that a reader who sees it sees the rest.
    /// </summary>
    private sealed class Slots(int size, KnownValues values)
    {
        private readonly byte[] _tags = new byte[size];
        private readonly ulong[] _keys = new ulong[size];
        private readonly Stored[] _found = new Stored[size];

        public int Size => _keys.Length;

        public Window Find(ulong key)
        {
            var tags = _tags;
            var tag = Tag(key);
            for (var at = (int)(key & (ulong)(tags.Length - 1)); ; at = (at + 1) & (tags.Length - 1))
            {
                var there = Volatile.Read(ref tags[at]);
                if (there == 0)
                {
                    return default;
                }

                if (there == tag && _keys[at] == key)
                {
                    var found = _found[at];
                    return new Window(found.Kinds, found.Attribute, values[found.Value]);
                }
            }
        }

        public bool Add(ulong key, Window found) => Add(key, new Stored(found.Kinds, found.Attribute, values.Add(found.Value)));

        private bool Add(ulong key, Stored found)
        {
            var tag = Tag(key);
            var at = (int)(key & (ulong)(_keys.Length - 1));
            for (; _tags[at] != 0; at = (at + 1) & (_keys.Length - 1))
            {
                if (_tags[at] == tag && _keys[at] == key)
                {
                    var former = _found[at];
                    var keeps = (former.Kinds & (WindowKinds.Spelling | WindowKinds.Value)) != 0;
                    _found[at] = (keeps ? former : found) with { Kinds = former.Kinds | found.Kinds };
                    return false;
                }
            }

            _found[at] = found;
            _keys[at] = key;
            Volatile.Write(ref _tags[at], tag);
            return true;
        }

        public Slots Doubled()
        {
            var doubled = new Slots(_keys.Length * 2, values);
            for (var i = 0; i < _keys.Length; i++)
            {
                if (_tags[i] != 0)
                {
                    doubled.Add(_keys[i], _found[i]);
                }
            }

            return doubled;
        }

        // Of the bits that do not tell the place.
        private static byte Tag(ulong key) => (byte)((key >> 56) | 1);

        private readonly record struct Stored(WindowKinds Kinds, ushort Attribute, int Value);
    }

    /// <summary>The hashes of values, of which many sequences spell the same one after the other.</summary>
    private sealed class KnownValues
    {
        // The first stands for none.
        private ulong[] _hashes = new ulong[1 << 8];
        private int _count = 1;

        public ulong this[int at] => Volatile.Read(ref _hashes)[at];

        public int Add(ulong hash)
        {
            if (hash == 0)
            {
                return 0;
            }

            if (_hashes[_count - 1] != hash)
            {
                if (_count == _hashes.Length)
                {
                    var larger = new ulong[_count * 2];
                    _hashes.CopyTo(larger, 0);
                    Volatile.Write(ref _hashes, larger);
                }

                _hashes[_count++] = hash;
            }

            return _count - 1;
        }
    }
}
