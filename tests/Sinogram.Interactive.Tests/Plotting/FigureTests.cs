using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Interactive.Tests.Plotting;

public sealed class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string, Figure> Kinds => new()
    {
        { "line", new Figure(new Line(new[] { 1, 2, 3 }, new[] { 2.5, double.NaN, 4 })) },
        { "scatter", new Figure(new Scatter(new[] { 1, 2, 3 }, new[] { 2.5, 1, 4 }) { Error = new[] { 0.1, 0.2, 0.3 } }) },
        { "bar", new Figure(new Bar(new[] { "CT", "MR" }, new[] { 5, 3 }), new Bar(new[] { "CT", "MR" }, new[] { 1, 2 })) },
        { "stack", new Figure(new Bar(new[] { "CT" }, new[] { 5 }), new Bar(new[] { "CT" }, new[] { 3 })) { BarMode = "stack" } },
        { "horizontal", new Figure(new Bar(new[] { "CT", "MR" }, new[] { 5, 3 }) { IsHorizontal = true }) },
        { "histogram", new Figure(new Histogram(Enumerable.Range(0, 1000).Select(i => Math.Sin(i)).ToArray()) { Bins = 20 }) },
        { "box", new Figure(new Box(new[] { 1.0, 2, 3, 4, 100 }) { X = new[] { "a", "a", "b", "b", "b" } }) },
        { "violin", new Figure(new Violin(new[] { 1.0, 2, 3, 4, 100 }) { X = new[] { "a", "a", "b", "b", "b" } }) },
        { "heatmap", new Figure(new Heatmap(new double[,] { { 1, 2 }, { 3, 4 } })) },
        { "pie", new Figure(new Pie(new[] { "a", "b" }, new[] { 1, 3 })) },
        { "dates", new Figure(new Line(Enumerable.Range(0, 40).Select(d => new DateOnly(2024, 1, 1).AddDays(d)).ToArray(), Enumerable.Range(0, 40).ToArray())) },
        { "log", new Figure(new Line(new[] { 1, 10, 100 }, new[] { 1e-3, 1, 1e3 })) { YAxis = new Axis { IsLogarithmic = true } } },
        { "empty", new Figure(new Line(Array.Empty<int>(), Array.Empty<double>())) },
        { "one", new Figure(new Scatter(new[] { 5 }, new[] { 5 })) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_has_a_still_picture_that_is_well_formed_and_within_its_frame(string name, Figure figure)
    {
        var picture = XDocument.Parse(figure.ToSvg() ?? throw new InvalidOperationException(name));
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
        Assert.All(picture.Descendants(Svg + "text"), text => Assert.InRange(Number(text.Attribute("x")), -1, 700));
        Assert.All(picture.Descendants(Svg + "rect").Skip(1), rect => Assert.InRange(Number(rect.Attribute("width"), 0), 0, 700));
    }

    [Fact]
    public void A_bar_is_as_high_as_its_value_on_the_axis()
    {
        var picture = XDocument.Parse(new Figure(new Bar(new[] { "a", "b" }, new[] { 10, 5 })).ToSvg()!);
        var bars = picture.Descendants(Svg + "g").Single().Elements(Svg + "rect").Select(r => Number(r.Attribute("height"))).ToList();
        Assert.Equal(2, bars[0] / bars[1], 2);
    }

    [Fact]
    public void Stacked_bars_stand_on_each_other()
    {
        var picture = XDocument.Parse(new Figure(new Bar(new[] { "a" }, new[] { 3 }), new Bar(new[] { "a" }, new[] { 4 })) { BarMode = "stack" }.ToSvg()!);
        var bars = picture.Descendants(Svg + "g").Single().Elements(Svg + "rect").ToList();
        Assert.Equal(Number(bars[0].Attribute("y")), Number(bars[1].Attribute("y")) + Number(bars[1].Attribute("height")), 1);
    }

    [Fact]
    public void A_histogram_counts_every_value_once()
    {
        var values = Enumerable.Range(0, 500).Select(i => i / 100.0).ToArray();
        var picture = XDocument.Parse(new Figure(new Histogram(values) { Bins = 5 }).ToSvg()!);
        var heights = picture.Descendants(Svg + "g").Single().Elements(Svg + "rect").Select(r => Number(r.Attribute("height"))).ToList();
        Assert.Equal(5, heights.Count);
        Assert.All(heights, h => Assert.Equal(heights[0], h, 1));
    }

    [Fact]
    public void A_long_line_keeps_its_spike_in_a_light_picture()
    {
        var values = new double[1_000_000];
        values[333_333] = 6;
        var svg = new Figure(new Line(null, values)).ToSvg()!;
        Assert.InRange(svg.Length, 1000, 200_000);
        var line = XDocument.Parse(svg).Descendants(Svg + "g").Single().Element(Svg + "path")!.Attribute("d")!.Value;
        Assert.Single(line.Split('M', 'L'), point => point.Length > 0 && Number(new XAttribute("y", point.Split(' ')[1])) < 100);
    }

    [Fact]
    public void What_plotly_js_receives_is_the_data_in_its_own_names()
    {
        var json = new Figure(new Scatter(new[] { 1, 2 }, new object?[] { 1.5, null }) { Name = "dose", Mode = ScatterMode.LinesAndMarkers, Color = "#ff0000" })
        {
            Title = "T <1>", XAxis = new Axis("mm") { Range = (0, 5) }, YAxis = new Axis { IsLogarithmic = true, Range = (1, 100) },
        }.ToJson();
        var expected = JsonNode.Parse("""
            {"data":[{"type":"scatter","name":"dose","x":[1,2],"y":[1.5,null],"mode":"lines+markers","marker":{"color":"#ff0000"},"line":{"color":"#ff0000"}}],
             "layout":{"margin":{"l":60,"r":20,"t":50,"b":56},"xaxis":{"automargin":true,"title":{"text":"mm"},"range":[0,5]},
                       "yaxis":{"automargin":true,"type":"log","range":[0,2]},"showlegend":false,"title":{"text":"T <1>"},"width":700,"height":420}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(json.ToJsonString())), json.ToJsonString());
    }

    [Fact]
    public void Long_arrays_travel_as_their_bytes_and_come_back_whole()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i / 3.0).ToArray();
        var json = new Figure(new Line(null, values)).ToJson();
        var y = json["data"]![0]!["y"]!;
        Assert.Equal("f8", (string?)y["dtype"]);
        Assert.Equal(values, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(Convert.FromBase64String((string)y["bdata"]!)).ToArray());
    }

    [Fact]
    public void The_display_is_a_picture_under_a_hidden_sandboxed_frame_with_nothing_global()
    {
        var bundle = new Formatters(GeneralFormatters.All).Format(new Figure(new Bar(new[] { "<a>", "$5 $6" }, new[] { 1, 2 })) { Title = "</script><b>" }).Drawn();
        var html = bundle[Mime.Html]!;
        Assert.Contains("<iframe sandbox=\"allow-scripts\" style=\"grid-area:1/1;border:0;visibility:hidden;", html, StringComparison.Ordinal);
        Assert.Contains("<img alt=\"Figure '&lt;/script&gt;&lt;b&gt;': bar\"", html, StringComparison.Ordinal);
        Assert.Contains("mathjax_ignore tex2jax_ignore", html, StringComparison.Ordinal);
        Assert.DoesNotContain("require", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Jupyter.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(1, Count(html, "</script>"));
        Assert.Equal("Figure '</script><b>': bar", bundle[Mime.Plain]);
        Assert.NotNull(bundle[FigurePage.MediaType]);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 0, 100_000);
    }

    [Fact]
    public void A_kind_without_a_still_picture_says_in_words_what_it_is()
    {
        var bundle = new Formatters(GeneralFormatters.All).Format(new Figure(new OtherTrace("sankey") { Name = "dose" }) { Title = "Plan" }).Drawn();
        Assert.Equal("Figure 'Plan': sankey 'dose'", bundle[Mime.Plain]);
        Assert.Contains("Figure 'Plan': sankey 'dose'. It is drawn where", bundle[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_filter_replaces_is_replaced_in_the_picture_too()
    {
        var formatters = new Formatters(GeneralFormatters.All);
        var sink = new Sinogram.Testing.Kernel.RecordingSink();
        var output = new CellOutput(formatters, new Renaming(), sink, TimeProvider.System);
        output.Display(new Figure(new Bar(new[] { "Doe^Jane", "other" }, new[] { 1, 2 })) { Title = "Doe^Jane" });
        var shown = sink.Displays.Single();
        var picture = Encoding.UTF8.GetString(Convert.FromBase64String(System.Text.RegularExpressions.Regex.Match(shown[Mime.Html]!, "svg\\+xml;base64,([^\"]+)").Groups[1].Value));
        Assert.Contains("‹PatientName›", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("Doe", picture, StringComparison.Ordinal);
        Assert.All(shown.Data.Values, v => Assert.DoesNotContain("Doe", v.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_figure_of_too_much_data_is_a_still_picture_that_says_so()
    {
        var random = new Random(1);
        var bundle = new Formatters(GeneralFormatters.All).Format(new Figure(new Scatter(null, Enumerable.Range(0, 300_000).Select(_ => random.NextDouble()).ToArray()))).Drawn();
        Assert.DoesNotContain("<iframe", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("A still picture: 3.2 MB of data", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Null(bundle[FigurePage.MediaType]);
        Assert.InRange(bundle[Mime.Html]!.Length, 1, 1_000_000);
    }

    [Fact]
    public void A_figure_from_json_keeps_what_it_was_given()
    {
        var figure = Figure.FromJson("""[{"type":"bar","x":["a"],"y":[1]}]""", """{"title":{"text":"T"},"width":300,"height":200}""");
        Assert.Equal(("T", 300, 200), (figure.Title, figure.Width, figure.Height));
        Assert.Contains("width=\"300\"", figure.ToSvg(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Figure.FromJson("{}"));
    }

    [Fact]
    public void Broken_figures_are_refused_or_drawn_and_never_break_the_display()
    {
        const string Valid = """{"data":[{"type":"scatter","x":[1,"b",null],"y":[1,2,{}],"mode":"lines"},{"type":"heatmap","z":[[1,2],[3]]}],"layout":{"xaxis":{"range":[0,1]},"title":"t"}}""";
        var random = new Random(20240601);
        for (var i = 0; i < 2000; i++)
        {
            var text = new StringBuilder(Valid);
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                text[random.Next(text.Length)] = "0123456789[]{},:\"nulltruex-.e"[random.Next(29)];
            }

            JsonNode? json;
            try
            {
                json = JsonNode.Parse(text.ToString());
            }
            catch (System.Text.Json.JsonException)
            {
                continue;
            }

            if (json is JsonObject figure && StillPicture.Svg(figure) is { } svg)
            {
                _ = XDocument.Parse(svg);
            }
        }
    }

    private sealed class Renaming : IOutputFilter
    {
        public OutputEvent? Filter(OutputEvent output) =>
            output is OutputEvent.DisplayData shown ? shown with { Bundle = shown.Bundle.Map((_, c) => c.Text.Replace("Doe^Jane", "‹PatientName›", StringComparison.Ordinal)) } : output;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static double Number(XAttribute? attribute, double standard = double.NaN) =>
        attribute is null || !double.TryParse(attribute.Value, CultureInfo.InvariantCulture, out var number) ? standard : number;
}
