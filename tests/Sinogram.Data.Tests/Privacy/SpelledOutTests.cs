using System.Globalization;
using System.Text;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Values that come in pieces: a letter or number for each write, lines of an encoder, words that tags part.</summary>
public sealed class SpelledOutTests
{
    private const string Name = "Quillworthmore^Ada";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public SpelledOutTests() => _values.AddName("PatientName", Name);

    public static TheoryData<string, string> Writes => new()
    {
        { "D", "\n" }, { "D", " " }, { "D", ", " }, { "X2", " " }, { "x2", "\n" }, { "0x", " " }, { "0x", ",\n" }, { "c", "\n" }, { "c", " " }, { "c", ", " }, { "c", "" }, { "c", "\r\n" }, { "R", "\n" }, { "Rc", "\n" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_letter_or_number_for_each_write_is_waited_for(string format, string separator)
    {
        string Of(char c) => (format == "Rc" ? $"[1] \"{c}\"" : format == "R" ? $"[1] {(int)c}" : format == "c" ? c.ToString() : format == "0x" ? "0x" + ((int)c).ToString("x2", Invariant) : ((int)c).ToString(format, Invariant)) + separator;
        var shown = Written([.. "go\n\n".Concat(" x " + Name + " and on").Select((c, i) => i < 4 ? c.ToString() : Of(c)), "\n", "end\n"]);
        Assert.DoesNotContain(string.Concat("worth".Select(Of)), shown, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("end\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_spell_nothing_are_not_waited_for()
    {
        foreach (var write in (string[])["1\n", "2 3 4\n", "epoch 77\n", "loss 0.77\n", "100 %", "A) ", "option A\n", "12:45:01 ", "5 of 10", "a) ", "65535\n", "70000\n", ""])
        {
            Assert.Equal(0, _values.Held(write));
        }

        Assert.Equal("88\n89\n90\n91\n", Written(["88\n", "89\n", "90\n", "91\n"]));
    }

    [Fact]
    public void Letters_and_numbers_behind_the_numbers_of_their_rows_are_overwritten()
    {
        var letters = string.Join('\n', Name.Select((c, i) => $"{i}    {c}"));
        Assert.Equal(letters.Replace("Quillworthmore", "", StringComparison.Ordinal).Length, letters.Length);
        Assert.DoesNotContain("    w\n", _values.Masked(letters), StringComparison.Ordinal);
        Assert.Equal(letters.Length, _values.Masked(letters).Length);
        var numbers = string.Join('\n', Name.Select((c, i) => $"{i + 1} {(int)c}"));
        Assert.DoesNotContain("119", _values.Masked(numbers), StringComparison.Ordinal);
        Assert.StartsWith("1 42\n2 42\n", _values.Masked(numbers), StringComparison.Ordinal);
        var other = string.Join('\n', "Quillings and others".Select((c, i) => $"{i} {(int)c}"));
        Assert.Same(other, _values.Masked(other));
    }

    [Theory]
    [InlineData(" [1] \"Q\" \"u\" \"i\" \"l\" \"l\" \"w\"\n [8] \"o\" \"r\" \"t\" \"h\" \"m\"\n[13] \"o\" \"r\" \"e\" \"^\"")]
    [InlineData("array(['Q', 'u', 'i', 'l', 'l', 'w',\n       'o', 'r', 't', 'h', 'm', 'o', 'r',\n       'e', '^'], dtype='<U1')")]
    [InlineData("['Q',\n 'u',\n 'i',\n 'l',\n 'l',\n 'w',\n 'o',\n 'r',\n 't',\n 'h',\n 'm',\n 'o',\n 'r',\n 'e']")]
    public void Letters_of_a_list_go_on_from_line_to_line(string list) => Assert.DoesNotContain("w", _values.Masked(list).Replace("dtype='<U1'", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData(76)]
    [InlineData(64)]
    [InlineData(60)]
    public void An_encoded_text_in_lines_is_masked_as_what_it_says_and_stays_decodable(int width)
    {
        for (var before = 0; before < 60; before++)
        {
            var text = new string('w', before) + string.Concat(Enumerable.Repeat(" more words", 12)) + " " + Name + string.Concat(Enumerable.Repeat(" more words", 12));
            var base64 = Lines(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), width);
            var decoded = Encoding.UTF8.GetString(Convert.FromBase64String(_values.Masked("coded:\n" + base64 + "\nend")["coded:\n".Length..^"\nend".Length]));
            Assert.Equal(_values.Masked(text), decoded);
            var hexadecimal = _values.Masked(Lines(Convert.ToHexString(Encoding.UTF8.GetBytes(text)), width));
            Assert.Equal(_values.Masked(text), Encoding.UTF8.GetString(Convert.FromHexString(hexadecimal.Replace("\n", "", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("<p><b>Quill</b>worthmore was here</p>", "<p><b>{0}</b> was here</p>")]
    [InlineData("Q<span class=\"a\">uillworth</span><i>more</i>.", "{0}<span class=\"a\"></span><i></i>.")]
    [InlineData("<span>Q</span><span>u</span><span>illworthmore</span>", "<span>{0}</span><span></span><span></span>")]
    [InlineData("Quill<!-- x -->worthmore", "{0}<!-- x -->")]
    [InlineData("<text>Quill<tspan dx='1'>worthmore</tspan></text>", "<text>{0}<tspan dx='1'></tspan></text>")]
    [InlineData("Quill<wbr>worthmore", "{0}<wbr>")]
    public void A_word_that_tags_part_is_masked_and_the_tags_stay(string markup, string masked) =>
        Assert.Equal(string.Format(Invariant, masked, _values.Mask("PatientName", "Quillworthmore")), _values.Masked(markup, TextForm.Markup));

    [Fact]
    public void A_value_beside_a_word_that_tags_part_is_masked_as_a_whole() =>
        Assert.DoesNotContain("Ada", _values.Masked("<span>Quillworthmore</span><span>Quillworthmore^Ada</span>", TextForm.Markup), StringComparison.Ordinal);

    [Theory]
    [InlineData("<td>Quill</td><td>worthmore</td>")]
    [InlineData("Quill<br>worthmore")]
    [InlineData("Quill<b")]
    [InlineData("Quill<b>")]
    [InlineData("Quill<!--")]
    [InlineData("<b>no</b>body")]
    public void Words_that_tags_part_for_the_reader_too_are_two(string markup) => Assert.Same(markup, _values.Masked(markup, TextForm.Markup));

    private static string Lines(string text, int width) => string.Join('\n', text.Chunk(width).Select(l => new string(l)));

    /// <summary>What several writes show.</summary>
    private string Written(IEnumerable<string> writes)
    {
        var shown = new StringBuilder();
        var held = "";
        foreach (var write in writes)
        {
            var text = held + write;
            var waits = _values.Held(text);
            held = text[^waits..];
            shown.Append(_values.Masked(text[..^waits]));
        }

        return shown.Append(_values.Masked(held)).ToString();
    }
}
