using System.Globalization;
using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>
/// What is commonly made of the values of one column: initials, and beginnings and ends of one length. A column in another order, or of other rows, is known by
/// them where one of these makes every value of it, and so few values are possible that this is no chance.
/// </summary>
internal sealed class SourceForms
{
    /// <summary>So many values are looked at.</summary>
    public const int MostValues = 20_000;

    private const int FewestValues = 3;
    private const int MostLength = 12;
    private const int MostSteps = 1000;
    private const double Letters = 26;
    private const double Dense = 0.1;

    private readonly List<string[]> _values;
    private readonly Dictionary<(string Kind, int Length), HashSet<string>> _made = [];

    public SourceForms(IEnumerable<string> values)
    {
        _values = [.. values.Select(DerivedText.Words).Where(w => w.Length > 0)];
        IsSequence = AreInSequence(_values);
    }

    /// <summary>Of a column of no text.</summary>
    public static SourceForms None { get; } = new([]);

    /// <summary>Numbers one after the other, as any row has: that others have the same steps or last digits tells nothing.</summary>
    public bool IsSequence { get; }

    /// <summary>The values of a column which one of the forms may make; null where none may.</summary>
    public static IReadOnlySet<string>? ValuesOf(Column column)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        var lengths = new HashSet<int>();
        for (long row = 0, step = Math.Max(1, column.Length / MostValues); row < column.Length && lengths.Count <= 2; row += step)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            var bytes = column.Data.Bytes((int)row);
            if (bytes.Length > MostLength * 4)
            {
                return null;
            }

            if (DerivedText.Folded(Encoding.UTF8.GetString(bytes)) is { Length: > 0 } value && values.Add(value))
            {
                lengths.Add(value.Length);
            }
        }

        return values.Count < FewestValues || lengths.Count > 2 || lengths.Max() > MostLength || lengths.Min() < 2 || values.All(v => IdentifyingValues.OfProcess.Vocabulary.Contains(v)) ? null : values;
    }

    /// <summary>Whether one of the forms makes all values of a column.</summary>
    public bool Explain(IReadOnlySet<string> values)
    {
        if (_values.Count < FewestValues || IsSequence)
        {
            return false;
        }

        // Initials of names with and without a second given name differ in length by one.
        var length = values.First().Length;
        return Makes("initials", 0, values) || Makes("backward", 0, values) || Makes("rotated", 0, values)
            || (values.All(v => v.Length == length) && (Makes("start", length, values) || Makes("end", length, values)));
    }

    private static bool AreInSequence(List<string[]> values)
    {
        long? before = null;
        var steps = new HashSet<long>();
        foreach (var words in values.Take(MostSteps))
        {
            var digits = words[^1][(words[^1].AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..];
            if (digits.Length is 0 or > 18)
            {
                return false;
            }

            var number = long.Parse(digits, CultureInfo.InvariantCulture);
            if (before is { } last && steps.Add(number - last) && steps.Count > 2)
            {
                return false;
            }

            before = number;
        }

        return before is not null;
    }

    private bool Makes(string kind, int length, IReadOnlySet<string> values)
    {
        HashSet<string>? made;
        lock (_made)
        {
            if (!_made.TryGetValue((kind, length), out made))
            {
                _made[(kind, length)] = made = [.. _values.Select(w => Make(kind, length, w)).OfType<string>().Where(m => m.Length > 1)];
            }
        }

        return values.All(made.Contains) && values.GroupBy(v => v.Length).All(g => made.Count(m => m.Length == g.Key) < Dense * Math.Pow(Letters, g.Key));
    }

    private static string? Make(string kind, int length, string[] words)
    {
        var initials = DerivedText.Initials(words);
        var whole = string.Concat(words);
        return kind switch
        {
            "initials" => initials,
            "backward" => string.Concat(initials.Reverse()),
            "rotated" => initials[1..] + initials[0],
            _ when whole.Length < length => null,
            "start" => whole[..length],
            _ => whole[^length..],
        };
    }
}
