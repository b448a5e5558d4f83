using System.Buffers;

namespace Sinogram.Data.Privacy;

/// <summary>How numbers stand for bytes or characters.</summary>
[Flags]
internal enum NumberForms : byte
{
    None = 0,

    /// <summary>Bytes as two hexadecimal digits.</summary>
    Pairs = 1,

    /// <summary>Bytes in decimal digits.</summary>
    Decimal = 2,

    /// <summary>Bytes as <c>0x4d</c>.</summary>
    Prefixed = 4,

    /// <summary>Characters in decimal digits.</summary>
    Characters = 8,
}

/// <summary>A number in a text that may stand for a byte or a character.</summary>
/// <param name="Forms">What it may be.</param>
/// <param name="Number">Its value in decimal digits.</param>
/// <param name="Hexadecimal">Its value in hexadecimal digits.</param>
internal readonly record struct TextNumber(NumberForms Forms, ushort Number, byte Hexadecimal)
{
    /// <summary>The figures of the greatest character: 65535.</summary>
    public const int LongestDigits = 5;

    /// <summary>Reads a word; of no form where it is no such number.</summary>
    public static TextNumber Read(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > LongestDigits)
        {
            return default;
        }

        var number = 0;
        foreach (var c in word)
        {
            if (!char.IsAsciiDigit(c))
            {
                return ReadHexadecimal(word);
            }

            number = (number * 10) + (c - '0');
        }

        var forms = (number <= ushort.MaxValue ? NumberForms.Characters : 0) | (number <= byte.MaxValue && word.Length <= 3 ? NumberForms.Decimal : 0);
        return word.Length == 2 ? new TextNumber(forms | NumberForms.Pairs, (ushort)number, Pair(word)) : new TextNumber(forms, (ushort)number, 0);
    }

    /// <summary>The byte or character that it is in a form.</summary>
    public ushort In(NumberForms form) => form is NumberForms.Pairs or NumberForms.Prefixed ? Hexadecimal : Number;

    private static TextNumber ReadHexadecimal(ReadOnlySpan<char> word)
    {
        if (word.Length == 2)
        {
            return char.IsAsciiHexDigit(word[0]) && char.IsAsciiHexDigit(word[1]) ? new TextNumber(NumberForms.Pairs, 0, Pair(word)) : default;
        }

        return word is ['0', 'x' or 'X', var high, var low] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) ? new TextNumber(NumberForms.Prefixed, 0, Pair(word[2..]))
            : word is ['0', 'x' or 'X', var only] && char.IsAsciiHexDigit(only) ? new TextNumber(NumberForms.Prefixed, 0, (byte)Digit(only))
            : default;
    }

    private static byte Pair(ReadOnlySpan<char> digits) => (byte)((Digit(digits[0]) << 4) | Digit(digits[1]));

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>Numbers that follow one another in a text, and where they stand. Its memory is borrowed, and goes back at the end.</summary>
internal sealed class NumberRun : IDisposable
{
    private const int FirstSize = 1 << 8;

    private int[] _starts = ArrayPool<int>.Shared.Rent(FirstSize);
    private int[] _ends = ArrayPool<int>.Shared.Rent(FirstSize);
    private TextNumber[] _numbers = ArrayPool<TextNumber>.Shared.Rent(FirstSize);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next escape stands in the text, as far as that was looked for.</summary>
    public int NextEscape { get; set; } = -1;

    /// <summary>Where the last one ends.</summary>
    public int End => _ends[Count - 1];

    public void Add(int start, int end, TextNumber number)
    {
        var at = Count;
        if ((uint)at >= (uint)_starts.Length || at >= _ends.Length || at >= _numbers.Length)
        {
            Grow();
        }

        (_starts[at], _ends[at], _numbers[at]) = (start, end, number);
        Count = at + 1;
    }

    public void Clear() => Count = 0;

    /// <summary>Where a number stands.</summary>
    public (int Start, int End) Place(int at) => (_starts[at], _ends[at]);

    /// <summary>Whether a number has a form; false beyond the first and the last.</summary>
    public bool Has(int at, NumberForms form) => (uint)at < (uint)Count && (_numbers[at].Forms & form) != 0;

    /// <summary>The bytes or characters from one number on, as far as all are of a form.</summary>
    /// <returns>How many there are.</returns>
    public int Read(int from, NumberForms form, Span<char> into)
    {
        var numbers = _numbers.AsSpan(from, Count - from);
        for (var i = 0; i < numbers.Length; i++)
        {
            if ((numbers[i].Forms & form) == 0)
            {
                return i;
            }

            into[i] = (char)numbers[i].In(form);
        }

        return numbers.Length;
    }

    /// <summary>Where each number stands beside the number of its row, leaves out those of the rows.</summary>
    /// <param name="fewest">Fewer numbers than these have none.</param>
    public void LeaveRowsOut(int fewest)
    {
        for (var first = 0; first < 2 && Count >= fewest; first++)
        {
            if (CountRows(first))
            {
                var kept = 0;
                for (var i = 1 - first; i < Count; i += 2)
                {
                    (_starts[kept], _ends[kept], _numbers[kept]) = (_starts[i], _ends[i], _numbers[i]);
                    kept++;
                }

                Count = kept;
                return;
            }
        }
    }

    /// <summary>Whether every second number is one more than the former.</summary>
    private bool CountRows(int first)
    {
        for (var i = first; i < Count; i += 2)
        {
            if ((_numbers[i].Forms & NumberForms.Characters) == 0 || (i > first && _numbers[i].Number != _numbers[i - 2].Number + 1))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<TextNumber>.Shared.Return(_numbers);
    }

    private void Grow()
    {
        _starts = Grown(_starts);
        _ends = Grown(_ends);
        _numbers = Grown(_numbers);

        T[] Grown<T>(T[] array)
        {
            if (array.Length > Count)
            {
                return array;
            }

            var larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
            array.CopyTo(larger, 0);
            ArrayPool<T>.Shared.Return(array);
            return larger;
        }
    }
}
