using System.Globalization;
using System.Text;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>The matcher leaves no name that a slow and plain one finds, in texts made by chance of names, words, numbers and codes.</summary>
public sealed class PlainMatcherTests
{
    private const int Names = 40;

    private static readonly string[] Gaps = [" ", ", ", "\n", "; ", " | ", "\t", " - "];

    [Theory]
    [InlineData(20261126, 3000, false)]
    [InlineData(20261127, 3000, true)]
    public void Nothing_that_a_plain_search_finds_is_left(int seed, int rounds, bool withOthers) => Compare(seed, rounds, withOthers);

    [Theory]
    [Trait("Category", "Fuzz")]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_that_a_plain_search_finds_is_left_in_many_texts(bool withOthers)
    {
        // Other names each time: what is found depends on them more than on the texts.
        const int Draws = 10;
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var n) ? n : 20_000;
        for (var (draw, seed) = (0, Environment.TickCount); draw < Draws; draw++)
        {
            Compare(seed + draw, rounds / Draws, withOthers);
        }
    }

    private static void Compare(int seed, int rounds, bool withOthers)
    {
        var random = new Random(seed);
        var values = new IdentifyingValues(() => new byte[32]);
        string Word(int longest)
        {
            var word = Capital(Syllables(random, random.Next(2, longest)));
            return values.Vocabulary.Contains(word) ? Word(longest) : word;
        }

        var names = Enumerable.Range(0, Names).Select(_ => (Family: Word(5), Given: Word(4))).ToList();
        foreach (var (family, given) in names)
        {
            values.AddName("PatientName", $"{family}^{given}");
        }

        if (withOthers)
        {
            // What begins with numbers: dates, telephone numbers, numbers in groups.
            values.AddDate("PatientBirthDate", new DateOnly(1951, 7, 12));
            values.Add("PatientTelephoneNumbers", "030 123456");
            values.Add("PatientID", "84721377");
        }

        var plain = new PlainMatcher(names);
        var found = 0;
        for (var round = 0; round < rounds; round++)
        {
            var text = Text(random, names, plain);
            if (!plain.Says(text))
            {
                continue;
            }

            found++;
            var masked = values.Masked(text);
            Assert.False(plain.Says(masked), $"seed {seed}, round {round}: {text}\nbecomes {masked}");
        }

        Assert.InRange(found, rounds / 10, rounds);
    }

    private static string Text(Random random, List<(string Family, string Given)> names, PlainMatcher plain)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(1, 14); pieces > 0; pieces--)
        {
            text.Append(random.Next(6) == 0 ? Spelled(random, names[random.Next(names.Count)]) : Other(random, plain)).Append(Gaps[random.Next(Gaps.Length)]);
        }

        return text.ToString();
    }

    private static string Spelled(Random random, (string Family, string Given) name) => random.Next(9) switch
    {
        0 => $"{name.Family}^{name.Given}",
        1 => $"{name.Given} {name.Family}".ToUpperInvariant(),
        2 => $"scan{name.Family}Report{random.Next(100)}",
        3 => name.Given + name.Family,
        4 => $"CT_{name.Family.ToLowerInvariant()}_{random.Next(3000)}",
        5 => Convert.ToBase64String(Encoding.UTF8.GetBytes($"to {name.Given} {name.Family}, at home")),
        6 => $"array [{string.Join(", ", Encoding.ASCII.GetBytes(name.Family))}] end",
        7 => $"bytes {string.Join(' ', Encoding.ASCII.GetBytes($"{name.Family}^{name.Given}").Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))} end",
        _ => name.Family + random.Next(1000).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What says no name: base64 of chance, which is passed over, may.</summary>
    private static string Other(Random random, PlainMatcher plain) => Other(random) is var other && !plain.Says(other) ? other : Other(random, plain);

    private static string Other(Random random) => random.Next(9) switch
    {
        0 => "q" + Syllables(random, random.Next(1, 4)),
        1 => random.Next(100_000).ToString(CultureInfo.InvariantCulture),
        2 => string.Join(", ", Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(300))),
        3 => string.Join(',', Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(10, 256))),
        4 => random.NextDouble().ToString(CultureInfo.InvariantCulture),
        5 => "q" + Capital(Syllables(random, 2)) + "q" + Capital(Syllables(random, 1)) + random.Next(100),
        6 => Convert.ToBase64String([.. Enumerable.Range(0, random.Next(6, 90)).Select(_ => (byte)random.Next(256))]),
        7 => "\\n",
        _ => "<td>&amp;</td>",
    };

    private static string Syllables(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => "bcdfghjklmnprstvwz"[random.Next(18)].ToString() + "aeiou"[random.Next(5)]));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
