using System.Buffers;
using System.Globalization;

namespace Sinogram.Data.Privacy;

/// <summary>A way in which dumps write bytes.</summary>
/// <param name="Width">Characters of a group; 0 for numbers of any width, -1 for characters in columns of four.</param>
/// <param name="Radix">The base of its figures.</param>
/// <param name="Bytes">Bytes of a group.</param>
/// <param name="IsLittle">The last figures are the first byte.</param>
internal sealed record DumpForm(int Width, int Radix, int Bytes, bool IsLittle = false)
{
    private const int Column = 4;
    private const byte Star = (byte)'*';

    /// <summary>Every form; those of one width one after the other.</summary>
    public static readonly IReadOnlyList<DumpForm> All =
    [
        new(2, 16, 1), new(3, 8, 1), new(0, 10, 1), new(8, 2, 1), new(-1, 0, 1), new(4, 16, 2), new(4, 16, 2, IsLittle: true), new(6, 8, 2, IsLittle: true), new(5, 10, 2, IsLittle: true),
        new(8, 16, 4), new(8, 16, 4, IsLittle: true), new(16, 16, 8), new(16, 16, 8, IsLittle: true),
    ];

    /// <summary>Reads the bytes of a line; false where it is not written in this form.</summary>
    public bool Read(string text, DumpLine line, ArrayBufferWriter<byte> bytes)
    {
        if (Width < 0)
        {
            var columns = Count(line, text);
            for (var i = 0; i < columns; i++)
            {
                var column = text.AsSpan(line.Body + (i * Column), Math.Min(Column, line.End - line.Body - (i * Column)));
                if (column[0] != ' ')
                {
                    return false;
                }

                bytes.Write([Character(column)]);
            }

            return true;
        }

        Span<byte> group = stackalloc byte[8];
        foreach (var (start, end) in line.Groups)
        {
            if (!Read(text.AsSpan(start, end - start), group, out var count))
            {
                return false;
            }

            bytes.Write(group[..count]);
        }

        return true;
    }

    /// <summary>How many bytes a line has.</summary>
    public int Count(DumpLine line, string text) => Width < 0
        ? line.Groups.Count == 0 ? 0 : (line.End - line.Body + Column - 1) / Column
        : line.Groups.Sum(g => CountOf(g.End - g.Start));

    /// <summary>Where a byte of a line stands; those of one group share a place.</summary>
    public (int Start, int End) Place(DumpLine line, string text, int index)
    {
        if (Width < 0)
        {
            var start = line.Body + (index * Column);
            return (start, Math.Min(start + Column, line.End));
        }

        foreach (var group in line.Groups)
        {
            var count = CountOf(group.End - group.Start);
            if (index < count)
            {
                return group;
            }

            index -= count;
        }

        return (line.End, line.End);
    }

    /// <summary>What stands in the place of a group that is overwritten.</summary>
    public string Blank(int width) => Radix switch
    {
        0 => "*".PadLeft(width),
        2 => Convert.ToString(Star, 2).PadLeft(8, '0'),
        8 => Bytes == 1 ? "052" : "025052",
        10 => Bytes == 1 ? "42".PadLeft(width) : "10794",
        _ => string.Concat(Enumerable.Repeat("2a", width / 2)),
    };

    /// <summary>Bytes of a group of a width: the last of a line may be shorter, and <c>xxd</c> leaves the rest of it out.</summary>
    private int CountOf(int width) => Radix == 16 ? width / 2 : Bytes;

    private bool Read(ReadOnlySpan<char> word, Span<byte> bytes, out int count)
    {
        count = CountOf(word.Length);
        if (Radix == 16 ? word.Length > Width || word.Length % 2 != 0 : Width == 0 ? word.Length > Column : word.Length != Width)
        {
            return false;
        }

        if (Radix == 10)
        {
            // Bytes beyond 127 are negative where they are signed.
            if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < (Bytes == 1 ? sbyte.MinValue : 0) || number >= 1 << (8 * Bytes))
            {
                return false;
            }

            Write((ulong)number, bytes, count);
            return true;
        }

        ulong value = 0;
        foreach (var c in word)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : Radix;
            if (digit >= Radix)
            {
                return false;
            }

            value = (value * (ulong)Radix) + (ulong)digit;
        }

        Write(value, bytes, count);
        return true;
    }

    private void Write(ulong value, Span<byte> bytes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            bytes[IsLittle ? i : count - 1 - i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>A character in its column: itself, an escape (<c>\n</c>), or three octal figures.</summary>
    private static byte Character(ReadOnlySpan<char> column)
    {
        var written = column.Trim(' ');
        return written.Length switch
        {
            0 => (byte)' ',
            1 => (byte)written[0],
            3 when written.IndexOfAnyExceptInRange('0', '7') < 0 => (byte)(((written[0] - '0') << 6) | ((written[1] - '0') << 3) | (written[2] - '0')),
            _ => (byte)'\n',
        };
    }
}
