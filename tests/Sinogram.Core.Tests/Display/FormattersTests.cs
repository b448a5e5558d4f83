using Sinogram.Core.Display;

namespace Sinogram.Core.Tests.Display;

public sealed class FormattersTests
{
    [Fact]
    public void The_notebooks_own_formatter_wins_until_it_is_reset()
    {
        var formatters = new Formatters(new TypeFormatter<int>((i, _) => MimeBundle.Html($"<i>{i}</i>", $"{i}")));
        formatters.Register(new TypeFormatter<int>((i, _) => MimeBundle.Text("mine")));
        Assert.Equal("mine", formatters.Format(3)[Mime.Plain]);
        formatters.Reset();
        Assert.Equal("<i>3</i>", formatters.Format(3)[Mime.Html]);
    }

    [Fact]
    public void Plain_text_is_always_there()
    {
        var formatters = new Formatters(new TypeFormatter<int>((i, _) => MimeBundle.Empty.With(Mime.Html, "<i>")));
        Assert.Equal("3", formatters.Format(3)[Mime.Plain]);
        Assert.Equal("2.5", formatters.Format(2.5)[Mime.Plain]);
        Assert.Equal("null", formatters.Format(null)[Mime.Plain]);
    }

    [Fact]
    public void A_formatter_that_throws_is_told_in_the_values_place()
    {
        var formatters = new Formatters(new TypeFormatter<int>((_, _) => throw new InvalidOperationException("broken")));
        Assert.Contains("broken", formatters.Format(3)[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_passes_as_it_is_and_mapping_without_a_change_keeps_the_instance()
    {
        var bundle = MimeBundle.Html("<b>x</b>", "x").WithMetadata("isolated", "true");
        Assert.Same(bundle, new Formatters().Format(bundle));
        Assert.Same(bundle, bundle.Map((_, content) => content.Text));
        Assert.Equal("<b>y</b>", bundle.Map((_, content) => content.Text.Replace('x', 'y'))[Mime.Html]);
    }
}
