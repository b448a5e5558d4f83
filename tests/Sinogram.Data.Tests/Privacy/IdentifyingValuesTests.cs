using System.Net;
using System.Text;
using System.Text.Json;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

public sealed class IdentifyingValuesTests
{
    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public IdentifyingValuesTests()
    {
        _values.AddName("PatientName", "Lestrade^Gregory^Q");
        _values.AddName("PatientName", "Müller-Lüdenscheidt^Jürgen");
        _values.AddName("PatientName", "Yamada^Tarou=山田^太郎=やまだ^たろう");
        _values.AddName("PatientName", "Table^Long");
        _values.Add("PatientID", "MRN-004711");
        _values.Add("AccessionNumber", "8123456");
        _values.AddDate("PatientBirthDate", new DateOnly(1931, 3, 9));
    }

    [Theory]
    [InlineData("Lestrade^Gregory")]
    [InlineData("Lestrade^Gregory^Q")]
    [InlineData("LESTRADE^GREGORY^Q")]
    [InlineData("Gregory Lestrade")]
    [InlineData("gregory q lestrade")]
    [InlineData("Lestrade, Gregory")]
    [InlineData("Lestrade_Gregory")]
    [InlineData("Lestrade")]
    [InlineData("Jürgen Müller-Lüdenscheidt")]
    [InlineData("JÜRGEN MÜLLER LÜDENSCHEIDT")]
    [InlineData("Jurgen Muller-Ludenscheidt")]
    [InlineData("Ju\u0308rgen Mu\u0308ller-Lu\u0308denscheidt")]
    [InlineData("Jrgen Mller-Ldenscheidt")]
    [InlineData("山田^太郎")]
    [InlineData("山田太郎")]
    [InlineData("太郎 山田")]
    [InlineData("やまだ たろう")]
    [InlineData("MRN-004711")]
    [InlineData("mrn 004711")]
    [InlineData("8123456")]
    [InlineData("19310309")]
    [InlineData("1931-03-09")]
    [InlineData("1931-03-09T00:00:00")]
    [InlineData("09.03.1931")]
    [InlineData("9.3.1931")]
    [InlineData("03/09/1931")]
    [InlineData("3/9/1931")]
    [InlineData("9 March 1931")]
    [InlineData("March 9, 1931")]
    [InlineData("09-Mar-1931")]
    [InlineData("9. März 1931")]
    [InlineData("Table^Long")]
    [InlineData("Long Table")]
    [InlineData("\\u004cestrade^Gregory")]
    [InlineData("&#76;estrade")]
    [InlineData("J&uuml;rgen")]
    [InlineData("J&#xfc;rgen")]
    [InlineData("J\\u00fcrgen")]
    [InlineData("J%C3%BCrgen")]
    [InlineData("J%FCrgen M\\u00fcller-L\\u00fcdenscheidt")]
    [InlineData("Lestrade%5EGregory")]
    [InlineData("Gregory%20Lestrade")]
    [InlineData("Gregory+Lestrade")]
    [InlineData("a\\nLestrade")]
    [InlineData("Lestrade%255EGregory")]
    [InlineData("['L', 'e', 's', 't', 'r', 'a', 'd', 'e', '^', 'G']")]
    [InlineData("L e s t r a d e")]
    public void A_value_is_masked_in_every_spelling(string spelled)
    {
        foreach (var text in (string[])[spelled, $"name: {spelled}.", $"<td>{spelled}</td>", $"({spelled})", $"x\n{spelled}\ny"])
        {
            var masked = _values.Masked(text);
            Assert.Contains("‹", masked, StringComparison.Ordinal);
            Assert.Equal(text.Length - spelled.Length, masked.Replace(masked[masked.IndexOf('‹')..(masked.LastIndexOf('›') + 1)], "", StringComparison.Ordinal).Length, 12.0);
        }
    }

    [Theory]
    [InlineData("Lestradeses")]
    [InlineData("xlestrade")]
    [InlineData("the long table, in a table that is long")]
    [InlineData("Table")]
    [InlineData("0.8123456")]
    [InlineData("1.2.840.8123456.3")]
    [InlineData("9, 3, 1931")]
    [InlineData("Gregorian")]
    [InlineData("04711")]
    public void What_only_looks_alike_stays(string text)
    {
        Assert.Same(text, _values.Masked(text));
    }

    [Fact]
    public void Equal_values_read_alike_in_every_spelling_and_session_of_one_key()
    {
        var expected = _values.Masked("Lestrade^Gregory^Q");
        Assert.Matches("^‹PatientName·[0-9a-f]{4}›$", expected);
        Assert.Equal(expected, _values.Masked("gregory lestrade"));
        Assert.Equal(expected, _values.Masked("Lestrade, Gregory Q"));
        Assert.Equal(expected, _values.Mask("PatientName", "Lestrade^Gregory^Q"));
        var again = new IdentifyingValues(() => new byte[32]);
        again.AddName("PatientName", "Lestrade^Gregory^Q");
        Assert.Equal(expected, again.Masked("LESTRADE^GREGORY^Q"));
        var other = new IdentifyingValues(() => [.. Enumerable.Repeat((byte)1, 32)]);
        other.AddName("PatientName", "Lestrade^Gregory^Q");
        Assert.NotEqual(expected, other.Masked("LESTRADE^GREGORY^Q"));
    }

    [Fact]
    public void Text_in_base64_and_hexadecimal_digits_is_masked_within()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
        {
            var bytes = encoding.GetBytes("Gregory Lestrade");
            var base64 = _values.Masked($"x = {Convert.ToBase64String(bytes)};");
            Assert.DoesNotContain(Convert.ToBase64String(bytes), base64, StringComparison.Ordinal);
            Assert.Contains("PatientName", encoding.GetString(Convert.FromBase64String(base64[4..^1])), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(bytes), _values.Masked($"0x {Convert.ToHexStringLower(bytes)} ").ToLowerInvariant(), StringComparison.Ordinal);
        }

        var svg = $"<img src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes("<svg><text>Gregory Lestrade</text></svg>"))}\">";
        var inner = Encoding.UTF8.GetString(Convert.FromBase64String(_values.Masked(svg, TextForm.Markup).Split("base64,")[1].TrimEnd('"', '>')));
        Assert.DoesNotContain("Lestrade", inner, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_in_base64_passes_byte_for_byte()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            _values.Add("PatientID", string.Concat(Enumerable.Range(0, 4).Select(_ => (char)('a' + random.Next(26)))));
        }

        var pixels = new byte[300_000];
        random.NextBytes(pixels);
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. pixels];
        var html = $"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";
        Assert.Same(html, _values.Masked(html, TextForm.Markup));
    }

    [Fact]
    public void Json_stays_json_also_where_a_number_is_masked()
    {
        var json = JsonSerializer.Serialize(new { id = 8123456, list = new object[] { -1, 8123456, "8123456" }, name = "Jürgen \"Müller-Lüdenscheidt\"", path = "a\\b" });
        using var masked = JsonDocument.Parse(_values.Masked(json, TextForm.Json));
        Assert.StartsWith("‹AccessionNumber·", masked.RootElement.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("a\\b", masked.RootElement.GetProperty("path").GetString());
        Assert.DoesNotContain("8123456", masked.RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_a_drawing_are_no_values()
    {
        var svg = "<svg viewBox=\"0 0 8123456 10\"><path d=\"M 8123456 3\"/></svg>";
        Assert.Same(svg, _values.Masked(svg, TextForm.Markup));
        Assert.NotSame(svg, _values.Masked(svg.Replace("<path", "<text>8123456</text><path", StringComparison.Ordinal), TextForm.Markup));
        Assert.DoesNotContain("8123456", _values.Masked("<a title=\"8123456\">", TextForm.Markup), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Patient Lest", 4)]
    [InlineData("Gregory ", 8)]
    [InlineData("MRN-0047", 8)]
    [InlineData("a loss of 0.25, ", 0)]
    [InlineData("epoch", 0)]
    [InlineData("Gregory\n", 0)]
    public void What_may_go_on_in_the_next_write_waits(string text, int held)
    {
        Assert.Equal(held, _values.Held(text));
    }

    [Fact]
    public void A_name_of_one_encoding_is_found_among_bytes_that_are_no_text_and_one_of_two_is_chance()
    {
        var values = new IdentifyingValues(() => new byte[32]);
        values.AddName("PatientName", "Krämer^Hans");
        // The letter that has no place in UTF-8 is lost; KR and MER are left.
        Assert.Equal([0x8F, 0xE9, 0xB3, .. "******"u8, 4, 0x96, 0xBF], values.Masked((ReadOnlyMemory<byte>)new byte[] { 0x8F, 0xE9, 0xB3, (byte)'K', (byte)'r', 0xE4, (byte)'m', (byte)'e', (byte)'r', 4, 0x96, 0xBF }).ToArray());
        // Two bytes are an r in UTF-8, and another is lost.
        ReadOnlyMemory<byte> chance = new byte[] { 143, 98, 233, 179, 75, 197, 151, 34, 152, 109, 69, 114, 4, 82, 150, 191, 190 };
        Assert.Equal(chance, values.Masked(chance));
    }

    [Fact]
    public void Bytes_keep_their_length_and_lose_their_values()
    {
        byte[] bytes = [1, 2, .. Encoding.UTF8.GetBytes("\0Jürgen Müller-Lüdenscheidt\0"), 0xFF, 0xFE];
        var masked = _values.Masked(bytes);
        Assert.Equal(bytes.Length, masked.Length);
        Assert.DoesNotContain("rgen", Encoding.UTF8.GetString(masked.Span), StringComparison.Ordinal);
        var wide = Encoding.Unicode.GetBytes("Gregory Lestrade");
        Assert.DoesNotContain("Lestrade", Encoding.Unicode.GetString(_values.Masked(wide).Span), StringComparison.Ordinal);
        byte[] none = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        ReadOnlyMemory<byte> same = none;
        Assert.True(same.Equals(_values.Masked(same)));
    }

    [Fact]
    public void Numbers_and_dates_so_dense_that_any_would_match_pass()
    {
        for (var i = 0; i < 2000; i++)
        {
            _values.Add("PatientID", (10_000 + (i * 7)).ToString(System.Globalization.CultureInfo.InvariantCulture));
            _values.AddDate("PatientBirthDate", new DateOnly(1950, 1, 1).AddDays(i * 3));
        }

        Assert.Equal("10007 images, 1950-01-04", _values.Masked("10007 images, 1950-01-04"));
        Assert.NotEqual("8123456", _values.Masked("8123456"));
    }

    [Fact]
    public void Nothing_known_costs_nothing()
    {
        var none = new IdentifyingValues();
        var text = new string('x', 1000);
        Assert.True(none.IsEmpty);
        Assert.Same(text, none.Masked(text));
        Assert.Equal(0, none.Held(text));
    }

    [Fact]
    public void The_heading_of_a_file_that_is_read_as_a_row_is_no_value()
    {
        _values.AddName("columns", "PatientName");
        _values.Add("columns", "Patient ID");
        _values.AddName("columns", "Lestrade^Gregory^Q");
        Assert.Equal("PatientName,Patient ID,Age", _values.Masked("PatientName,Patient ID,Age"));
        Assert.StartsWith("‹PatientName·", _values.Mask("PatientName", "Lestrade^Gregory^Q"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_bears_a_name_gives_no_name_to_the_mask()
    {
        Assert.DoesNotContain("Lestrade", _values.Mask("Lestrade", "anything"), StringComparison.Ordinal);
        _values.Add("Lestrade^Gregory", "another value");
        Assert.DoesNotContain("Lestrade", _values.Masked("another value"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(2_000)]
    public void Mutants_of_texts_are_never_a_crash_and_never_show_a_whole_value(int rounds) => Mutate(rounds, 20261125);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Many_mutants() => Mutate(int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var n) ? n : 5_000, Environment.TickCount);

    private void Mutate(int rounds, int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["Lestrade", "^", "Gregory", " ", "&#x4c;", "&", "%", "%C3", "%BC", "\\u00", "\\", "fc", "<b>", "\"", "{", "8123456", "1931", "-03-", "09", "山田", "太郎", "\ud800", "\u0308", "L", "e", ",", "\n",
            "iVBORw0KGgo", "TGVzdHJhZGU=", "4c65737472616465", "&uuml;", "&;", "%u00fc", "'", "\0", "ﬁ", "𝓛"];
        for (var i = 0; i < rounds; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var form in Enum.GetValues<TextForm>())
            {
                var masked = _values.Masked(text, form);
                Assert.DoesNotMatch(@"(?<![\p{L}\p{N}\p{M}\p{Cs}\p{Cf}&;%\\+/=])Lestrade\^Gregory(?![\p{L}\p{N}\p{M}\p{Cs}\p{Cf}&;%\\+/=])", masked);
            }

            _ = _values.Held(text);
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(bytes.Length, _values.Masked(bytes).Length);
            Assert.NotNull(WebUtility.HtmlDecode(text));
        }
    }
}
