namespace Sinogram.Data.Privacy;

/// <summary>
/// Ordinary words. A single name that is one of them (a patient called Table) is not masked where it stands alone in a text, for then every table
/// would be; it is masked as part of the whole name, and everywhere in a flagged column. Numbers of four digits that read as a year are ordinary too.
/// </summary>
public sealed class Vocabulary
{
    private readonly Lock _lock = new();
    private readonly List<Func<IEnumerable<string>>> _sources = [Words];
    private HashSet<string>? _words;

    /// <summary>Adds texts whose words are ordinary here; asked for when the first doubtful word is met.</summary>
    public void AddSource(Func<IEnumerable<string>> source)
    {
        lock (_lock)
        {
            _sources.Add(source);
            _words = null;
        }
    }

    /// <summary>Whether a word is ordinary, whatever its case.</summary>
    public bool Contains(ReadOnlySpan<char> word) => Loaded().GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>Whether an ordinary word begins with some letters, whatever their case.</summary>
    public bool HasBeginning(ReadOnlySpan<char> letters)
    {
        foreach (var word in Loaded())
        {
            if (word.AsSpan().StartsWith(letters, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether digits read as a year.</summary>
    internal static bool IsYear(ReadOnlySpan<char> digits) => digits is ['1', '9', _, _] or ['2', '0', _, _];

    private HashSet<string> Loaded()
    {
        var words = Volatile.Read(ref _words);
        if (words is not null)
        {
            return words;
        }

        lock (_lock)
        {
            words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var text in _sources.SelectMany(s => s()))
            {
                var start = -1;
                for (var i = 0; i <= text.Length; i++)
                {
                    if (i < text.Length && char.IsLetter(text[i]))
                    {
                        start = start < 0 ? i : start;
                    }
                    else if (start >= 0)
                    {
                        words.Add(text[start..i]);
                        start = -1;
                    }
                }
            }

            _words = words;
            return words;
        }
    }

    private static IEnumerable<string> Words()
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("Sinogram.Data.Privacy.ordinary-words.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
