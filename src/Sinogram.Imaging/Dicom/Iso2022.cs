using System.Text;

namespace Sinogram.Imaging.Dicom;

/// <summary>Decodes text whose escape sequences switch character sets (PS3.3 C.12.1.1.2, PS3.5 section 6.1.2.5).</summary>
internal static class Iso2022
{
    private const byte Escape = 0x1B;

    public static string Decode(ReadOnlySpan<byte> bytes, Encoding initial, bool isPersonName)
    {
        var text = new StringBuilder(bytes.Length);
        var low = Set.Ascii;
        var high = Set.Of(initial);
        var run = new List<byte>(bytes.Length);
        var position = 0;
        while (position < bytes.Length)
        {
            var next = bytes[position];
            if (next == Escape && Designate(bytes[position..], out var length) is { } set)
            {
                if (set.IsHigh)
                {
                    high = set;
                }
                else
                {
                    low = set;
                }
                position += length;
                continue;
            }
            if (next < 0x80 && low.Width == 1)
            {
                text.Append(low == Set.Katakana && next > 0x20 ? Kana(next) : (char)next);
                position++;
                if (next is (byte)'\\' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0x0C || (isPersonName && next is (byte)'^' or (byte)'='))
                {
                    // After a delimiter the first set is active again.
                    low = Set.Ascii;
                    high = Set.Of(initial);
                }
                continue;
            }
            run.Clear();
            if (next < 0x80)
            {
                while (position < bytes.Length && bytes[position] is < 0x80 and not Escape)
                {
                    run.Add(bytes[position++]);
                }
                low.Decode(run, text);
                continue;
            }
            while (position < bytes.Length && bytes[position] >= 0x80)
            {
                run.Add(bytes[position++]);
            }
            high.Decode(run, text);
        }
        return text.ToString();
    }

    private static char Kana(byte value) => (char)(0xFF61 + (value & 0x7F) - 0x21);

    private static Set? Designate(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes.Length >= 4 && bytes[1] == (byte)'$' && bytes[2] is (byte)'(' or (byte)')')
        {
            length = 4;
            return (bytes[2], bytes[3]) switch
            {
                ((byte)'(', (byte)'D') => Set.Jis0212,
                ((byte)')', (byte)'C') => Set.Korean,
                ((byte)')', (byte)'A') => Set.Chinese,
                _ => null,
            };
        }
        length = 3;
        if (bytes.Length < 3)
        {
            return null;
        }
        return (bytes[1], bytes[2]) switch
        {
            ((byte)'(', (byte)'B') => Set.Ascii,
            ((byte)'(', (byte)'J') => Set.Ascii,
            ((byte)'(', (byte)'I') => Set.Katakana,
            ((byte)')', (byte)'I') => Set.HighKatakana,
            ((byte)'$', (byte)'B') or ((byte)'$', (byte)'@') => Set.Jis0208,
            ((byte)'-', (byte)'A') => Set.Of(Encoding.Latin1),
            ((byte)'-', (byte)'B') => Set.High(28592),
            ((byte)'-', (byte)'C') => Set.High(28593),
            ((byte)'-', (byte)'D') => Set.High(28594),
            ((byte)'-', (byte)'L') => Set.High(28595),
            ((byte)'-', (byte)'G') => Set.High(28596),
            ((byte)'-', (byte)'F') => Set.High(28597),
            ((byte)'-', (byte)'H') => Set.High(28598),
            ((byte)'-', (byte)'M') => Set.High(28599),
            ((byte)'-', (byte)'b') => Set.High(28605),
            ((byte)'-', (byte)'T') => Set.High(874),
            _ => null,
        };
    }

    /// <summary>A designated set: bytes below 128 (G0) or above (G1), one or two for a character.</summary>
    private sealed record Set(bool IsHigh, int Width, Encoding Encoding, byte Prefix = 0)
    {
        public static Set Ascii { get; } = new(false, 1, Encoding.ASCII);

        public static Set Katakana { get; } = new(false, 1, Encoding.ASCII, 1);

        public static Set HighKatakana { get; } = High(932);

        // The code page 20932 is EUC-JP with JIS X 0208 in two high bytes and JIS X 0212 in a high and a low one.
        public static Set Jis0208 { get; } = new(false, 2, CharacterSet.Page(20932));

        public static Set Jis0212 { get; } = new(false, 2, CharacterSet.Page(20932), 2);

        public static Set Korean { get; } = High(51949);

        public static Set Chinese { get; } = High(936);

        public static Set Of(Encoding encoding) => new(true, 1, encoding);

        public static Set High(int codePage) => new(true, 1, CharacterSet.Page(codePage));

        public void Decode(List<byte> run, StringBuilder text)
        {
            var bytes = run.ToArray();
            if (Width == 2)
            {
                for (var i = 0; i < bytes.Length; i++)
                {
                    if (Prefix != 2 || (i & 1) == 0)
                    {
                        bytes[i] |= 0x80;
                    }
                }
            }
            text.Append(Encoding.GetString(bytes));
        }
    }
}
