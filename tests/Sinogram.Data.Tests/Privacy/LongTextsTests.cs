using System.Globalization;
using System.Text;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Long texts are searched in halves: the same is found in them as in one piece, also where the halves meet.</summary>
public sealed class LongTextsTests
{
    private const int Length = (1 << 20) + (1 << 16);

    private static readonly string[] Spellings =
    [
        "Quillworth^Abigail", "Abigail\nQuillworth", "scanQuillworthReport7", "Q, u, i, l, l, w, o, r, t, h", "[81, 117, 105, 108, 108, 119, 111, 114, 116, 104]",
        "51 75 69 6c 6c 77 6f 72 74 68", Convert.ToBase64String(Encoding.UTF8.GetBytes("seen was Abigail Quillworth today")), "Qu&#105;llworth", "84721377", "Quillworth1950",
    ];

    public static TheoryData<string> Fillings => ["words", "lines", "decimals", "bytes", "letters", "escapes", "encoded"];

    [Theory]
    [MemberData(nameof(Fillings))]
    public void The_same_is_found_as_in_one_piece(string filling)
    {
        var values = Values();
        var random = new Random(20261126);
        var text = new StringBuilder();
        while (text.Length < Length)
        {
            text.Append(Filling(filling, random));
            // Dense about the middle.
            if (Math.Abs(text.Length - (Length / 2)) < 3000 ? random.Next(4) == 0 : random.Next(2000) == 0)
            {
                text.Append(Spellings[random.Next(Spellings.Length)]).Append(random.Next(2) == 0 ? " " : "\n");
            }
        }

        Same(values, text.ToString());
    }

    [Fact]
    public void A_value_is_found_where_the_halves_meet_within_it()
    {
        var values = Values();
        const int Half = 1 << 19;
        var filling = string.Concat(Enumerable.Repeat("qa ", Half / 2));
        foreach (var spelling in Spellings)
        {
            for (var blank = spelling.IndexOfAny([' ', '\n']); blank >= 0; blank = spelling.IndexOfAny([' ', '\n'], blank + 1))
            {
                var text = $"{filling[..(Half - blank - 1)]} {spelling} {filling}"[..(2 * Half)];
                Same(values, text);
                Assert.DoesNotContain(spelling, values.Masked(text), StringComparison.Ordinal);
            }
        }
    }

    private static void Same(IdentifyingValues values, string text)
    {
        var matcher = new TextMatcher(values, values.Current!);
        var whole = matcher.Find(text.AsSpan())!;
        var halves = matcher.FindInHalves(text)!;
        Assert.NotEmpty(whole);
        Assert.Equal(whole.Select(h => (h.Start, h.End, h.Replacement)), halves.Select(h => (h.Start, h.End, h.Replacement)));
    }

    private static IdentifyingValues Values()
    {
        var values = new IdentifyingValues(() => new byte[32]);
        values.AddName("PatientName", "Quillworth^Abigail");
        values.Add("PatientID", "84721377");
        return values;
    }

    private static string Filling(string kind, Random random) => kind switch
    {
        "lines" => $"2026-11-{random.Next(10, 29)} read {random.Next(2000)} files of q{random.Next(100)}\n",
        "decimals" => (random.NextDouble() * 100).ToString("0.0000  ", CultureInfo.InvariantCulture),
        "bytes" => random.Next(40) == 0 ? "] [" : $"{random.Next(256)}, ",
        "letters" => random.Next(30) == 0 ? "and " : $"{(char)('a' + random.Next(26))} ",
        "escapes" => random.Next(3) == 0 ? "&amp; " : "\\n%20q ",
        "encoded" => Convert.ToBase64String([.. Enumerable.Range(0, random.Next(30, 900)).Select(_ => (byte)random.Next(256))], Base64FormattingOptions.InsertLineBreaks) + " and\n",
        _ => "qa ",
    };
}
