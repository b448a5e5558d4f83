using System.Text;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Values that stand in texts not quite as words, and in pictures beside their pixels.</summary>
public sealed class BesideWordsTests
{
    private const string Name = "Quillworthmore^Ada";

    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public BesideWordsTests()
    {
        _values.AddName("PatientName", Name);
        _values.AddDate("PatientBirthDate", new DateOnly(1899, 12, 17));
    }

    [Theory]
    [InlineData("Quillwort…")]
    [InlineData("Quillwort... and more")]
    [InlineData("\"Quillwort\\u2026\"")]
    [InlineData("Quillwort&hellip;")]
    [InlineData("Quillworthmore1950.dcm")]
    [InlineData("\u001b[31mQuillworthmore\u001b[0m")]
    [InlineData("\\u001b[31mQuillworthmore\\u001b[0m")]
    [InlineData("\u001b[31mQ\u001b[32mu\u001b[1;33mi\u001b[34ml\u001b[35ml\u001b[36mworthmore")]
    [InlineData("QuillworthmoreAda")]
    [InlineData("AdaQuillworthmore")]
    [InlineData("Q u i l l w o r t h m o r e ^ A d a = ADA QUILLWORTHMORE")]
    [InlineData("17Dec1899")]
    [InlineData("17DEC1899")]
    [InlineData("December 17th, 1899")]
    [InlineData("17th of December 1899")]
    [InlineData("QuillworthmoreReport")]
    [InlineData("thoraxQuillworthmore")]
    [InlineData("CTQuillworthmore3")]
    [InlineData("QUILLWORTHMOREreport")]
    [InlineData("AdaQuillworthmoreReport.pdf")]
    [InlineData("reportOfQuillworthmoreAda_final")]
    [InlineData("QUILLWORTHMORE_ADA_2020.dcm")]
    [InlineData("quillworthmore-ada.dcm")]
    [InlineData("scan.Quillworthmore.Ada.nii.gz")]
    [InlineData("/data/quillworthmore__ada/17121899/1.dcm")]
    [InlineData("patient=Quillworthmore;id=3")]
    [InlineData("Q\\165illworthmore")]
    [InlineData("\\x51\\x75\\x69\\x6c\\x6cworthmore")]
    [InlineData("\\U00000051uillworthmore")]
    public void They_are_masked(string text)
    {
        var masked = _values.Masked(text);
        Assert.Contains("‹", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("uillw", masked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("1899", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dG8gUXVpbGx3b3J0aG1vcmUgQWRhLCBhdCBob21lIGFuZCBldmVyeXdoZXJl\nQk9PSw==", "dG8gUXVpbGx3")]
    [InlineData("lCGXszEdS3x0mQdpqcC+sBhEhzr/V6vZmxCIfoyRkzwaW79ud5PmYQyX7xos3fyabyG3pvJ4yj11vhghlMzv4gXKTk4ATziE\nQuillworthmoreAd", "Quillworthmore")]
    public void A_line_below_encoded_text_is_another_text(string text, string gone) => Assert.DoesNotContain(gone, _values.Masked(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("Quil")]
    [InlineData("Quill… was a pen", "Quill")]
    [InlineData("a9b8c7d6e5f4Ada1899")]
    [InlineData("the line goes on …")]
    [InlineData("QuillReport, reportQuillworth, AdaBoost, NevAda")]
    [InlineData("quillworthmorereport")]
    [InlineData("[77, 101, 105, 101, 114], 0x4d, 0x65, 0x69, 0x65, 0x72; 1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16")]
    [InlineData("12 34 56 78 90 12 34 56 78 90")]
    [InlineData("\u001b[31mred\u001b[0m text, sha256: 0f9a8b7c6d5e4f3a2b1c")]
    public void What_is_none_of_them_stays_as_it_is(string text, string? ordinary = null)
    {
        _values.Vocabulary.AddSource(() => ordinary is null ? [] : [ordinary]);
        Assert.Same(text, _values.Masked(text));
    }

    [Theory]
    [InlineData("Portable Computing Lang…", false)]
    [InlineData("Portable Computing Lange", true)]
    [InlineData("1  Lang…", true)]
    [InlineData("Eva Lang…", true)]
    [InlineData("Portable Computing Languis…", true)]
    public void A_short_beginning_of_a_word_that_may_be_an_ordinary_one_is_a_value_where_names_stand(string text, bool isValue)
    {
        _values.AddName("PatientName", "Lange^Eva");
        _values.AddName("PatientName", "Languisier^Eva");
        Assert.Equal(!isValue, ReferenceEquals(text, _values.Masked(text)));
    }

    [Fact]
    public void Words_that_a_display_cuts_are_no_values_because_many_are_known()
    {
        var random = new Random(20261126);
        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(26))));
        string Figures(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));
        for (var i = 0; i < 30_000; i++)
        {
            _values.AddName("PatientName", $"{Letters(9)}^{Letters(7)}");
            _values.Add("PatientID", "7" + Figures(9));
        }

        for (var i = 0; i < 2000; i++)
        {
            var text = $"2.25.3{Figures(19)}… and {Letters(12)}… and q{Figures(20)}…";
            Assert.Same(text, _values.Masked(text));
        }
    }

    [Theory]
    [InlineData("-", false)]
    [InlineData(" ", false)]
    [InlineData(" ", true)]
    public void Bytes_of_a_dump_are_overwritten_in_place(string separator, bool isWide)
    {
        var bytes = (isWide ? Encoding.BigEndianUnicode : Encoding.UTF8).GetBytes(Name + " y");
        var dump = $"byte[{bytes.Length}] " + string.Join(separator, bytes.Select(b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))) + " …";
        var masked = _values.Masked(dump);
        Assert.Equal(dump.Length, masked.Length);
        Assert.Contains("2a", masked, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Join(separator, isWide ? "00" + separator + "75" : "75", isWide ? "00" + separator + "69" : "69"), masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{0}]", ", ", "D")]
    [InlineData("{0}", " ", "D")]
    [InlineData("[\n  {0}\n]", ",\n  ", "D")]
    [InlineData("new byte[] {{ {0} }}", ", ", "'0x'X2")]
    [InlineData("{0}", ":", "x2")]
    [InlineData("{0}", " ", "x2")]
    public void Bytes_as_numbers_are_overwritten_in_place(string frame, string separator, string format)
    {
        string Of(string text) => string.Format(Invariant, frame, string.Join(separator, Encoding.UTF8.GetBytes(text).Select(b =>
            format.StartsWith('\'') ? "0x" + b.ToString("X2", Invariant) : b.ToString(format, Invariant))));
        var masked = _values.Masked(Of("x Quillworthmore y"));
        Assert.DoesNotContain(Of("worth")[3..^3], masked, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Of("x Quillworthmore y").Split(separator).Length, masked.Split(separator).Length);
var other = Of("x Quill y z");
        Assert.Same(other, _values.Masked(other));
    }

    [Theory]
    [InlineData("{0}", ", ")]
    [InlineData("[{0}]", ",")]
    public void Characters_as_numbers_are_overwritten_in_place(string frame, string separator)
    {
        _values.AddName("PatientName", "雉沼^蓮司");
        var numbers = string.Format(Invariant, frame, string.Join(separator, "a Quillworthmore 雉沼 蓮司 z".Select(c => (int)c)));
        var masked = _values.Masked(numbers);
        Assert.DoesNotContain(string.Join(separator, "illworth".Select(c => (int)c)), masked, StringComparison.Ordinal);
        Assert.DoesNotContain(((int)'雉').ToString(Invariant), masked, StringComparison.Ordinal);
        Assert.Equal(numbers.Split(separator).Length, masked.Split(separator).Length);
        Assert.DoesNotContain("119", _values.Masked(" [1]  81 117 105 108 108\n [6] 119 111 114 116 104\n[11] 109 111 114 101  32"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Müßig^Jörg", "MUESSIG Joerg")]
    [InlineData("Müßig^Jörg", "Muessig")]
    [InlineData("Müßig^Jörg", "MÜSSIG")]
    [InlineData("Müßig^Jörg", "M??ig, J?rg")]
    [InlineData("Müßig^Jörg", "MÃ¼ÃŸig")]
    [InlineData("Müßig^Jörg", "b'M\\xc3\\xbc\\xc3\\x9fig'")]
    [InlineData("Müßig^Jörg", "M\\303\\274\\303\\237ig")]
    [InlineData("Øresundsgaard^Åse", "Oeresundsgaard Aase")]
    [InlineData("Øresundsgaard^Åse", "ØRESUNDSGAARD")]
    public void Letters_that_others_lack_are_known_as_others_write_them(string name, string written)
    {
        _values.AddName("PatientName", name);
        Assert.Contains("‹PatientName·", _values.Masked($"x {written} y"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MRN-0047-11", "see MRN004711.")]
    [InlineData("A 17 33 42", "A173342.dcm")]
    public void An_identifier_is_known_without_what_parts_it(string identifier, string written)
    {
        _values.Add("PatientID", identifier);
        Assert.Equal(written.Replace(string.Concat(identifier.Where(char.IsLetterOrDigit)), _values.Mask("PatientID", identifier), StringComparison.Ordinal), _values.Masked(written));
    }

    [Fact]
    public void A_name_that_a_word_joins_is_masked_alone_and_waited_for()
    {
        Assert.Equal($"show {_values.Mask("PatientName", "Quillworthmore")}Report(3)", _values.Masked("show QuillworthmoreReport(3)"));
        Assert.Equal("theQuillwo".Length, _values.Held("print theQuillwo"));
        Assert.Equal(0, _values.Held("print theQuiz"));
    }

    [Fact]
    public void A_picture_loses_the_words_that_identify_and_no_others()
    {
        byte[] blank = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=");
        byte[] With(string kind, byte[] text) => [.. blank[..33], 0, 0, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(kind), .. text, 1, 2, 3, 4, .. blank[33..]];
        byte[] compressed;
        using (var stream = new MemoryStream())
        {
            using (var zlib = new System.IO.Compression.ZLibStream(stream, System.IO.Compression.CompressionLevel.Optimal))
            {
                zlib.Write(Encoding.UTF8.GetBytes("by " + Name));
            }

            compressed = stream.ToArray();
        }

        foreach (var named in (byte[][])
        [
            With("tEXt", Encoding.UTF8.GetBytes("Title\0" + Name)), With("iTXt", Encoding.UTF8.GetBytes("Title\0\0\0\0\0" + Name)), With("eXIf", Encoding.UTF8.GetBytes("II*\0" + Name)),
            With("zTXt", [.. "Title\0\0"u8, .. compressed]), With("iTXt", [.. "Title\0\u0001\0\0\0"u8, .. compressed]),
        ])
        {
            Assert.Equal(blank, PictureText.Cleaned(named, _values).ToArray());
            Assert.Contains(Convert.ToBase64String(blank), _values.Masked($"<img src=\"data:image/png;base64,{Convert.ToBase64String(named)}\">", TextForm.Markup), StringComparison.Ordinal);
        }

        ReadOnlyMemory<byte> harmless = With("tEXt", "Software\0R"u8.ToArray());
        Assert.Equal(harmless, PictureText.Cleaned(harmless, _values));
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFE, 0, (byte)(2 + Name.Length), .. Encoding.ASCII.GetBytes(Name), 0xFF, 0xDA, 0, 2, 9, 9, 0xFF, 0xD9];
        Assert.Equal([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, 9, 9, 0xFF, 0xD9], PictureText.Cleaned(jpeg, _values).ToArray());
    }

    [Fact]
    public void A_damaged_picture_is_no_error()
    {
        var random = new Random(20260424);
        byte[] picture = [.. Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA"), .. "tEXtiTXtzTXt"u8, .. Encoding.UTF8.GetBytes(Name)];
        for (var i = 0; i < 2000; i++)
        {
            var mutant = picture.ToArray();
            for (var k = random.Next(1, 6); k > 0; k--)
            {
                mutant[random.Next(8, mutant.Length)] = (byte)random.Next(256);
            }

            PictureText.Cleaned(mutant.AsMemory(0, random.Next(mutant.Length)), _values);
            mutant[0] = 0xFF;
            mutant[1] = 0xD8;
            PictureText.Cleaned(mutant, _values);
        }
    }
}
