using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Interactive.Tests.Plotting;

/// <summary>Still pictures of figures in space, as the XML that they are.</summary>
public sealed class StillSpaceTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Points_stand_where_they_are_seen_from_the_corner_and_the_nearer_ones_cover_the_farther()
    {
        var picture = Draw(new Scatter3D(new[] { 0, 1, 0, 0 }, new[] { 0, 1, 1, 0 }, new[] { 0, 0, 0, 1 }));
        var circles = picture.Descendants(Svg + "circle").Select(c => (X: Number(c, "cx"), Y: Number(c, "cy"))).ToList();
        Assert.Equal(4, circles.Count);
        // Farthest first: the corner behind, then the two that are equally far, then the near one.
        var (behind, middle, near) = (circles[0], circles.Skip(1).Take(2).ToList(), circles[3]);
        Assert.True(Math.Abs(behind.X - near.X) < 0.5, "behind and near stand above each other");
        Assert.True(near.Y > behind.Y, "what is nearer on the floor is lower");
        var above = middle.MinBy(p => p.Y);
        var right = middle.MaxBy(p => p.X);
        Assert.True(Math.Abs(above.X - behind.X) < 0.5 && above.Y < behind.Y, "z goes upwards");
        Assert.True(right.X > behind.X, "y goes to the right");
    }

    [Fact]
    public void A_surface_is_one_patch_for_each_cell_in_the_colours_of_its_scale()
    {
        var picture = Draw(new Surface(new double[,] { { 0, 0, 0 }, { 0, 5, 0 }, { 0, 0, 10 } }));
        var patches = picture.Descendants(Svg + "path").Where(p => (string?)p.Attribute("stroke-width") == "0.6").ToList();
        Assert.Equal(4, patches.Count);
        Assert.True(patches.Select(p => (string?)p.Attribute("fill")).Distinct().Count() >= 2);
        Assert.Contains(picture.Descendants(Svg + "text"), t => t.Value == "10");
    }

    [Fact]
    public void A_hole_in_a_surface_stays_a_hole_and_a_large_one_is_thinned()
    {
        Assert.Equal(3, Patches(new Surface(new[] { new double?[] { 1, 2, 3 }, [1, 2, 3], [1, 2, null] })));
        var large = new double[700, 900];
        Assert.InRange(Patches(new Surface(large)), 64 * 64, 140 * 140);
    }

    [Theory]
    [InlineData("""{"data":[{"type":"surface"}]}""")]
    [InlineData("""{"data":[{"type":"scatter3d","x":[],"y":[1],"z":["a",null]}]}""")]
    [InlineData("""{"data":[{"type":"surface","z":[[1],2,{"bdata":"AAAA"}],"colorscale":[[0,"red"]]}],"layout":{"scene":3}}""")]
    [InlineData("""{"data":[{"type":"scatter3d","x":[1,2],"y":[1,2],"z":[1,2],"marker":{"color":[1,null],"size":[3,4]}}],"layout":{"scene":{"xaxis":{"title":{"text":"a"},"type":"log"}}}}""")]
    public void Odd_figures_are_drawn_or_are_words(string json)
    {
        if (StillPicture.Svg(JsonNode.Parse(json)!.AsObject()) is { } svg)
        {
            Assert.DoesNotContain("NaN", XDocument.Parse(svg).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_surface_over_a_bent_grid_and_a_mixture_with_flat_traces_are_left_to_words()
    {
        Assert.Null(StillPicture.Svg(JsonNode.Parse("""{"data":[{"type":"surface","x":[[1,2],[1,2]],"z":[[1,2],[3,4]]}]}""")!.AsObject()));
        Assert.Null(StillPicture.Svg(JsonNode.Parse("""{"data":[{"type":"surface","z":[[1,2],[3,4]]},{"type":"bar","y":[1]}]}""")!.AsObject()));
    }

    private static int Patches(Trace trace) => Draw(trace).Descendants(Svg + "path").Count(p => (string?)p.Attribute("stroke-width") == "0.6");

    private static XDocument Draw(Trace trace) => XDocument.Parse(StillPicture.Svg(new Figure(trace).ToJson())!);

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
