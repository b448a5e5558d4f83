using System.Globalization;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Tests.Formatting;

public sealed class GeneralFormatterTests
{
    private static readonly Formatters Formatters = new(GeneralFormatters.All);

    public static TheoryData<object, string> Scalars => new()
    {
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1.5f, "1.5" },
        { 1234567.5m, "1234567.5" },
        { long.MaxValue, "9223372036854775807" },
        { double.NaN, "NaN" },
        { "text", "text" },
        { true, "True" },
        { 'c', "c" },
        { new DateTime(2024, 2, 3), "2024-02-03" },
        { new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc), "2024-02-03 04:05:06Z" },
        { new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), "2024-02-03 04:05:06+02:00" },
        { TimeSpan.FromMinutes(1.5), "00:01:30" },
        { DayOfWeek.Friday, "Friday" },
        { typeof(Dictionary<string, int?>), "Dictionary<string, int?>" },
        { typeof(int[,]), "int[,]" },
        { (1, "a"), "(1, a)" },
        { System.Numerics.BigInteger.Pow(10, 20), "100000000000000000000" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_is_one_invariant_line(object value, string expected)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(expected, Formatters.Format(value)[Mime.Plain]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_long_text_in_a_table_is_broken_into_lines_and_a_short_one_is_not()
    {
        var html = Formatters.Format(new { Long = new string('n', 100), Short = "short" })[Mime.Html]!;
        Assert.Contains($"overflow-wrap:anywhere\">{new string('n', 100)}</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td style=\"text-align:left\">short</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_is_a_table_of_its_members_and_a_throwing_getter_shows_its_exception()
    {
        var bundle = Formatters.Format(new Sample());
        Assert.Contains("<td style=\"text-align:left\">Name</td><td style=\"text-align:left\">a &lt;b&gt;</td>", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("&lt;InvalidOperationException: no&gt;", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("Name", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_whose_text_throws_says_which_and_why() =>
        Assert.Equal("<Mute, whose ToString() throws InvalidOperationException: no>", Formatters.Format(new Mute())[Mime.Plain]);

    [Fact]
    public void A_long_sequence_says_how_much_is_shown()
    {
        var bundle = Formatters.Format(Enumerable.Range(0, 1204).ToArray());
        Assert.Contains("20 of 1,204", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("20 of 1,204", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_sequence_is_read_once_and_no_further_than_shown()
    {
        var read = 0;
        IEnumerable<int> Endless()
        {
            while (true)
            {
                yield return read++;
            }
        }

        var bundle = Formatters.Format(Endless());
        Assert.Contains("the first 20 items; there are more", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Equal(21, read);
    }

    [Fact]
    public void Items_of_one_type_are_rows_of_its_members_with_their_types()
    {
        var bundle = Formatters.Format(new[] { new Point(1, 2), new Point(3, 4) });
        const string Type = "<br><span style=\"font-weight:normal;opacity:0.65\">int</span></th>";
        Assert.Contains($"<th style=\"text-align:right\">X{Type}<th style=\"text-align:right\">Y{Type}", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("index  X  Y\n-----  -  -\n    0  1  2\n    1  3  4", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_table_scrolls_in_the_page_and_names_what_the_text_leaves_out()
    {
        var bundle = Formatters.Format(new[] { new { A = new string('a', 60), B = new string('b', 60), C = new string('c', 60), D = 5 } });
        Assert.StartsWith("<div class=\"mathjax_ignore tex2jax_ignore\" style=\"max-width:100%;overflow-x:auto\">", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains(new string('c', 60), bundle[Mime.Html], StringComparison.Ordinal);
        Assert.EndsWith("not shown here: C, D", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.All(bundle[Mime.Plain]!.Split('\n'), line => Assert.True(line.Length <= 140));
    }

    [Fact]
    public void More_columns_than_fit_are_counted()
    {
        var bundle = Formatters.Format(new[] { new Wide(), new Wide() });
        Assert.Contains("20 of 22 columns", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain(">M21<", bundle[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_inside_objects_open_where_they_stand()
    {
        var html = Formatters.Format(new { Inner = new { Deep = 42 }, Many = Enumerable.Range(0, 30).ToArray() })[Mime.Html]!;
        Assert.Contains("<details><summary ", html, StringComparison.Ordinal);
        Assert.Contains(">42<", html, StringComparison.Ordinal);
        Assert.Contains("10 of 30 items", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_hold_themselves_come_to_an_end()
    {
        var ring = new Ring();
        ring.Next = ring;
        Assert.Contains("Ring", Formatters.Format(ring)[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_several_types_say_which_is_which()
    {
        var plain = Formatters.Format(new object?[] { 1, "one", null, 2.5 })[Mime.Plain]!;
        Assert.Contains("type", plain, StringComparison.Ordinal);
        Assert.Contains("double", plain, StringComparison.Ordinal);
        Assert.Contains("null", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_that_is_only_readable_is_one_too()
    {
        IReadOnlyDictionary<string, int> only = new System.Collections.ObjectModel.ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 });
        Assert.Contains(">key<", Formatters.Format(System.Collections.Immutable.ImmutableSortedDictionary<string, int>.Empty.Add("b", 2))[Mime.Html], StringComparison.Ordinal);
        Assert.Contains(">key<", Formatters.Format(only)[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_the_framework_are_tables()
    {
        using var table = new System.Data.DataTable("doses");
        table.Columns.Add("name", typeof(string));
        table.Columns.Add("dose", typeof(double));
        table.Rows.Add("a", 1.5);
        table.Rows.Add("b", DBNull.Value);
        Assert.Contains("doses (2 × 2)", Formatters.Format(table)[Mime.Plain], StringComparison.Ordinal);
        Assert.Matches("1 +b +null", Formatters.Format(table)[Mime.Plain]);
        using var view = new System.Data.DataView(table) { RowFilter = "name = 'a'" };
        Assert.Equal(1, Formatters.View(view)!.RowCount);
    }

    [Fact]
    public void Bytes_of_a_picture_are_the_picture()
    {
        var bundle = Formatters.Format(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        Assert.Contains("<img alt=\"PNG picture, 70 bytes\"", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.NotNull(bundle[Mime.Png]);
        Assert.Equal("PNG picture, 70 bytes", bundle[Mime.Plain]);
    }

    [Fact]
    public void Three_dimensions_show_the_first_plane_and_say_so()
    {
        var volume = new short[4, 2, 2];
        volume[0, 1, 1] = -1000;
        var bundle = Formatters.Format(volume);
        Assert.Contains("short[4, 2, 2]", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("-1000", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("plane [0, …]", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new int[0], "int[], empty")]
    [InlineData(new[] { 1, 2 }, "[1, 2]")]
    public void A_short_sequence_is_one_line_of_text(object value, string expected) =>
        Assert.Equal(expected, Formatters.Format(value)[Mime.Plain]);

    [Fact]
    public void Dictionaries_matrices_bytes_json_and_exceptions_have_forms_of_their_own()
    {
        Assert.Contains(">key</th>", Formatters.Format(new Dictionary<string, int> { ["a"] = 1 })[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("20 of 30 entries", Formatters.Format(Enumerable.Range(0, 30).ToDictionary(i => i))[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("20 of 100 rows", Formatters.Format(new double[100, 3])[Mime.Plain], StringComparison.Ordinal);
        Assert.StartsWith("byte[100] 00 00", Formatters.Format(new byte[100])[Mime.Plain], StringComparison.Ordinal);
        Assert.Equal(JsonNode.Parse("{\"a\":1}")!.ToJsonString(), JsonNode.Parse(Formatters.Format(JsonNode.Parse("{\"a\":1}")!)[Mime.Json]!)!.ToJsonString());
        Assert.Contains(">InvalidOperationException: why</summary>", Formatters.Format(new InvalidOperationException("why"))[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void No_html_has_style_sheets_or_scripts_and_dollars_stay_dollars()
    {
        object[] values = [new Sample(), new[] { "$5 and $6" }, new Dictionary<string, string> { ["<script>"] = "$" }, new Point(1, 2), new Exception("<style>"), new byte[2], new int[2, 2]];
        foreach (var value in values)
        {
            var bundle = Formatters.Format(value);
            var html = Assert.IsType<string>(bundle[Mime.Html]);
            Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.Contains("mathjax_ignore tex2jax_ignore", html, StringComparison.Ordinal);
            Assert.NotNull(bundle[Mime.Plain]);
        }
    }

    [Fact]
    public void A_value_that_cannot_say_what_it_is_does_not_break_its_neighbours()
    {
        var bundle = Formatters.Format(new object[] { new Unspeakable(), 5 });
        Assert.Contains("<Unspeakable, whose ToString() throws", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("5", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    private sealed class Sample
    {
        public string Name => "a <b>";

        public int Broken => throw new InvalidOperationException("no");

        public int[] Numbers { get; } = [1, 2];
    }

    private sealed class Mute
    {
        public int Number => 1;

        public override string ToString() => throw new InvalidOperationException("no");
    }

    private sealed record Point(int X, int Y);

    private sealed class Ring
    {
        public Ring? Next { get; set; }
    }

    private sealed record Wide(
        int M00 = 0, int M01 = 0, int M02 = 0, int M03 = 0, int M04 = 0, int M05 = 0, int M06 = 0, int M07 = 0, int M08 = 0, int M09 = 0, int M10 = 0,
        int M11 = 0, int M12 = 0, int M13 = 0, int M14 = 0, int M15 = 0, int M16 = 0, int M17 = 0, int M18 = 0, int M19 = 0, int M20 = 0, int M21 = 0);

    private sealed class Unspeakable
    {
        public override string ToString() => throw new InvalidOperationException("no");
    }
}
