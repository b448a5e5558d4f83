using System.Globalization;

namespace Sinogram.Data.Privacy;

/// <summary>
/// The identifying values that were read: names, identifiers, dates of birth. Readers of identified sources tell it what they read, and the output
/// filter masks it, in whatever language, spelling or encoding it comes. Keeps hashes, no text. Thread-safe; costs nothing while it is empty.
/// </summary>
public sealed partial class IdentifyingValues
{
    /// <summary>Texts with more words are taken line by line, and no line further than this.</summary>
    private const int MostWords = 16;

    /// <summary>Letters and digits that a spelling has at least; shorter ones are masked in flagged columns only.</summary>
    private const int FewestLetters = 4;

    /// <summary>So many birth dates make a date that is one of them tell nothing of whom.</summary>
    private const int MostDates = 1000;

    private readonly Lock _lock = new();
    private readonly Func<byte[]?> _key;
    private readonly List<string> _attributes = [];
    private readonly Dictionary<string, ushort> _attributeNumbers = new(StringComparer.Ordinal);
    private readonly int[] _numbersOfLength = new int[32];
    private int _dates;
    private Known? _known;

    /// <param name="key">The secret of the masks, asked for when the first value comes; null for a random one.</param>
    public IdentifyingValues(Func<byte[]?>? key = null)
    {
        _key = key ?? (() => null);
        Vocabulary = new Vocabulary();
    }

    /// <summary>
    /// Those of the process. Every kernel and every headless run is a process of its own and holds one notebook; what reads identified sources are static methods, on whatever
    /// thread, that belong to no session: a register that one of them could miss would let a value out.
    /// </summary>
    public static IdentifyingValues OfProcess { get; } = new(() => KeyOfProcess?.Invoke());

    /// <summary>Gives the secret of the process's masks, or null for a random one; set before the first value is read.</summary>
    public static Func<byte[]?>? KeyOfProcess { get; set; }

    /// <summary>True until the first value comes.</summary>
    public bool IsEmpty => Volatile.Read(ref _known) is null;

    /// <summary>Ordinary words, which are masked only where they stand as part of a whole name.</summary>
    public Vocabulary Vocabulary { get; }

    internal Known? Current => Volatile.Read(ref _known);

    /// <summary>A value as stored: an identifier, an address, a serial number. Several, parted by backslashes, are taken one by one.</summary>
    /// <param name="attribute">What it is, for the mask: a DICOM keyword or a column's name.</param>
    /// <param name="value">The value.</param>
    public void Add(string attribute, string value) => Add(attribute, value, isName: false);

    /// <summary>A person's name, as DICOM stores it or as people write it.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void AddName(string attribute, string value) => Add(attribute, value, isName: true);

    /// <summary>A date of birth.</summary>
    /// <param name="attribute">What it is, for the mask.</param>
    /// <param name="date">The date.</param>
    public void AddDate(string attribute, DateOnly date)
    {
        lock (_lock)
        {
            var known = Open();
            var value = known.WindowOf(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
            if ((known.Index.Find(value.Hash).Kinds & (WindowKinds.FiguresDate | WindowKinds.Spelling)) == (WindowKinds.FiguresDate | WindowKinds.Spelling))
            {
                return;
            }

            Interlocked.Increment(ref _dates);
            var number = NumberOf(attribute);
            foreach (var spelling in DateSpellings.InFigures(date))
            {
                known.Put(spelling, new Window(WindowKinds.Spelling | WindowKinds.FiguresDate, number, value.Hash));
            }

            // Where so many are known that none is masked in texts, only what a column may hold is kept.
            if (Volatile.Read(ref _dates) > MostDates)
            {
                return;
            }

            foreach (var spelling in DateSpellings.InTwoFigures(date).Concat(DateSpellings.AsInstant(date)))
            {
                known.Put(spelling, new Window(WindowKinds.Spelling | WindowKinds.FiguresDate, number, value.Hash));
            }

            foreach (var spelling in DateSpellings.WithMonthName(date))
            {
                known.Put(spelling, new Window(WindowKinds.Spelling | WindowKinds.NamedDate, number, value.Hash));
            }
        }
    }

    /// <summary>Whether a text is, as a whole, a value that was read.</summary>
    public bool Knows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Current is { } known && known.WindowOf(text) is { Words: > 0 } window
            && (known.Index.Find(window.Hash).Kinds & (WindowKinds.Value | WindowKinds.FiguresDate)) != 0;
    }

    /// <summary>Whether a text as a whole is a value that was read, or a spelling of one, and of which attribute.</summary>
    internal (Likeness Likeness, string? Attribute) Recognize(string text)
    {
        if (Current is not { } known)
        {
            return default;
        }

        var window = known.WindowOf(text);
        var found = known.Index.Find(window.Hash);
        var kinds = found.Kinds;
        if (window.Words == 0 || (kinds & (WindowKinds.Value | WindowKinds.Spelling)) == 0 || (window.Kinds == WindowKinds.Alphabetic && window.Words == 1 && Vocabulary.Contains(text))
            || (window.IsDigits && Vocabulary.IsYear(text.AsSpan().Trim())))
        {
            return default;
        }

        var attribute = AttributeOf(found.Attribute);
        var isOne = window.Letters >= FewestLetters && !window.IsDigits && (kinds & (WindowKinds.FiguresDate | WindowKinds.NamedDate)) == 0
            && ((kinds & WindowKinds.Value) != 0 || window.Words > 1) && IdentifyingNames.IsOfOnePerson(attribute);
        return (isOne ? Likeness.Certain : Likeness.Possible, attribute);
    }

    /// <summary>The mask of a value: equal to the one that the output filter writes for it.</summary>
    public string Mask(string attribute, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            var known = Open();
            var hash = known.WindowOf(value).Hash;
            return known.Token.Of(_attributes[NumberOf(attribute)], known.Index.Find(hash) is { Kinds: not 0, Value: not 0 } window ? window.Value : hash);
        }
    }

    internal string AttributeOf(ushort number)
    {
        lock (_lock)
        {
            return _attributes[number];
        }
    }

    /// <summary>
    /// Whether spellings of a kind are so densely known that any number or date would match: then a match tells nothing, and masking it would garble.
    /// </summary>
    internal bool IsDense(WindowKinds kinds, int letters) =>
        (kinds & (WindowKinds.FiguresDate | WindowKinds.NamedDate)) != 0 ? Volatile.Read(ref _dates) > MostDates
        : (kinds & WindowKinds.Digits) != 0 && letters < _numbersOfLength.Length && _numbersOfLength[letters] > Math.Pow(10, letters) / 100;

    private void Add(string attribute, string value, bool isName)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        foreach (var one in value.Contains('\\', StringComparison.Ordinal) ? value.Split('\\') : [value])
        {
            foreach (var line in one.AsSpan().IndexOfAny('\r', '\n') >= 0 ? one.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries) : [one])
            {
                AddOne(attribute, line.Trim(' ', '\0', '\t'), isName);
            }
        }
    }

    private void AddOne(string attribute, string value, bool isName)
    {
        if (value.Length == 0 || (Current is { } current && (current.Index.Find(current.WindowOf(value).Hash).Kinds & WindowKinds.Value) != 0))
        {
            return;
        }

        // A file that is read without its heading has "PatientName" among the names.
        if (IdentifyingNames.Contains(value))
        {
            return;
        }

        lock (_lock)
        {
            var known = Open();
            var whole = known.WindowOf(value);
            if (whole.Words == 0)
            {
                return;
            }

            var number = NumberOf(attribute);
            var figures = isName ? null : Spellings.AsNumber(value);
            if (whole.IsDigits && whole.Words == 1 && whole.Letters < _numbersOfLength.Length)
            {
                _numbersOfLength[whole.Letters]++;
                if (figures is not null && figures.Length < whole.Letters)
                {
                    _numbersOfLength[figures.Length]++;
                }
            }

            known.Put(value, new Window(WindowKinds.Value, number, whole.Hash));
            foreach (var spelling in isName ? Spellings.OfName(value) : Spellings.OfIdentifier(value))
            {
                var window = known.WindowOf(spelling);
                if (window.Letters >= FewestLetters)
                {
                    // A part of a name that several bear has a mask of its own; whole names share that of the value.
                    known.Put(spelling, new Window(window.Kinds | WindowKinds.Spelling, number, window.Words > 1 || !isName ? whole.Hash : window.Hash));
                }
            }

            if (figures is not null)
            {
                known.Put(Spellings.InGroups(figures), new Window(WindowKinds.Spelling | WindowKinds.Digits | WindowKinds.Grouped, number, whole.Hash));
            }
        }
    }

    private Known Open()
    {
        if (_known is null)
        {
            Volatile.Write(ref _known, new Known(new MaskToken(_key())));
        }

        return _known!;
    }

    private ushort NumberOf(string attribute)
    {
        if (!_attributeNumbers.TryGetValue(attribute, out var number))
        {
            var given = attribute;
            attribute = SafeName(attribute);
            if (_attributes.Count == ushort.MaxValue)
            {
                return (ushort)(_attributes.Count - 1);
            }

            number = (ushort)_attributes.Count;
            _attributes.Add(attribute);
            _attributeNumbers[given] = number;
        }

        return number;
    }

    /// <summary>A pivoted column may bear a patient's name: such a name is no part of a mask.</summary>
    private string SafeName(string attribute)
    {
        var plain = attribute.Length is > 0 and <= 64 && attribute.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or ' ');
        return plain && !Knows(attribute) && ReferenceEquals(Masked(attribute), attribute) ? attribute : "value";
    }
}
