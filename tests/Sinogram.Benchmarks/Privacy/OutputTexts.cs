using System.Globalization;
using System.Text;

namespace Sinogram.Benchmarks.Privacy;

/// <summary>Texts as outputs have them, of one length, made of words and numbers that are no value of a patient.</summary>
internal sealed class OutputTexts
{
    private readonly Random _random = new(1);
    private readonly int _length;
    private readonly string[] _words;

    /// <param name="length">Characters of each text.</param>
    public OutputTexts(int length)
    {
        _length = length;
        _words = [.. Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? i.ToString(CultureInfo.InvariantCulture) : "q" + Syllables(_random, _random.Next(1, 4)))];
    }

    /// <summary>Every kind by its name.</summary>
    public IEnumerable<(string Name, string Text)> All()
    {
        var plain = Make(t => t.Append(Word()).Append(_random.Next(12) == 0 ? "\n" : " "));
        var html = Make(t => t.Append("<tr><td>").Append(Word()).Append("</td><td style=\"text-align:right\">").Append(Word()).Append("</td><td>&amp; ").Append(Word()).Append(' ').Append(Word()).Append("&nbsp;</td></tr>\n"));
        var json = Make(t => t.Append(CultureInfo.InvariantCulture, $"{{\"id\":{_random.Next(100_000)},\"modality\":\"{Word()}\",\"text\":\"{Word()}\\n{Word()}\",\"thickness\":{_random.Next(80) / 8.0}}},"));
        var log = Make(t => t.Append(CultureInfo.InvariantCulture, $"2026-11-{_random.Next(1, 29):00}T0{_random.Next(10)}:{_random.Next(60):00}:{_random.Next(60):00}.{_random.Next(1000):000}Z INFO [worker-{_random.Next(8)}] read {_random.Next(2000)} files of {Word()} in {_random.Next(900)} ms (/data/{Word()}/{Word()}.dcm)\n"));
        var svg = Make(t => t.Append(CultureInfo.InvariantCulture, $"<path d=\"M{_random.Next(9000) / 10.0} {_random.Next(9000) / 10.0}L{_random.Next(9000) / 10.0},{_random.Next(9000) / 10.0}\" stroke=\"#3366cc\" fill=\"none\"/>"));
        var pixels = new byte[_length / 4 * 3];
        _random.NextBytes(pixels);
        ReadOnlySpan<byte> head = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        head.CopyTo(pixels);
        var picture = "<img src=\"data:image/png;base64," + Convert.ToBase64String(pixels) + "\"/>";
        var bytes = Make(t => t.Append(CultureInfo.InvariantCulture, $"{_random.Next(256)}, "));
        var numbers = Make(t => t.Append(CultureInfo.InvariantCulture, $"{_random.Next(-1000, 4096)}{(_random.Next(20) == 0 ? "],\n[" : ", ")}"));
        var decimals = Make(t => t.Append(CultureInfo.InvariantCulture, $"{_random.NextDouble() * 100:0.0000}  "));
        var joined = Make(t => t.Append(Joined()).Append(_random.Next(12) == 0 ? "\n" : " "));
        var camel = Make(t => t.Append(Capital(Spoken())).Append(Capital(Spoken())).Append(_random.Next(100)).Append(' '));
        return
        [
            ("text", plain), ("HTML", html), ("JSON", json), ("log lines", log), ("SVG", svg), ("base64 of a picture", picture),
            ("lists of bytes", bytes), ("lists of whole numbers", numbers), ("lists of decimals", decimals),
            ("file names of joined words", joined), ("identifiers of joined words", camel),
            ("a mixture of these", string.Concat(new[] { plain, html, json, log, svg, picture, bytes, numbers, decimals, joined, camel }.Select(t => t[..(_length / 11)]))),
        ];
    }

    /// <summary>A word that can be spoken.</summary>
    public static string Syllables(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => "bcdfghjklmnprstvwz"[random.Next(18)].ToString() + "aeiou"[random.Next(5)]));

    private string Word() => _words[_random.Next(_words.Length)];

    /// <summary>A word that is no number: two of three are.</summary>
    private string Spoken() => Word() is ['q', ..] and var word ? word : Spoken();

    private string Joined() => $"{Capital(Word())}_{Spoken()}{Capital(Spoken())}{_random.Next(1000)}.{Word()}";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private string Make(Action<StringBuilder> add)
    {
        var text = new StringBuilder(_length + 300);
        while (text.Length < _length)
        {
            add(text);
        }

        return text.ToString(0, _length);
    }
}
