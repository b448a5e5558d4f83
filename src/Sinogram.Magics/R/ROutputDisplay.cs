using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.R;

namespace Sinogram.Magics.R;

/// <summary>
/// Shows what R says in the cell, in order; a newer picture of a plot replaces the older one. A plot comes with its words: in its pixels, and in
/// the outlines that R makes of letters, the output filter finds none.
/// </summary>
internal sealed class ROutputDisplay(IOutput output)
{
    private readonly Dictionary<string, IDisplayHandle> _plots = [];

    // R's messages come on a thread that was started in an earlier cell.
    private readonly CellFlow _flow = new();

    internal void Show(ROutput said) => _flow.Run(() => Pass(said));

    private void Pass(ROutput said)
    {
        switch (said)
        {
            case ROutput.Text { IsError: true } text:
                output.Stderr(text.Value);
                break;
            case ROutput.Text text:
                output.Stdout(text.Value);
                break;
            case ROutput.Frame frame:
                output.Display(frame.Value);
                break;
            case ROutput.Plot plot when _plots.TryGetValue(plot.Key, out var shown):
                shown.Update(Bundle(plot));
                break;
            case ROutput.Plot plot:
                _plots[plot.Key] = output.Display(Bundle(plot));
                break;
            default:
                break;
        }
    }

    private static MimeBundle Bundle(ROutput.Plot plot) => (plot.MimeType == Mime.Svg
        ? MimeBundle.Empty.With(Mime.Svg, Encoding.UTF8.GetString(plot.Bytes)).With(Mime.Plain, "R plot").DrawnBy(AsImage)
        : MimeBundle.Png(plot.Bytes, "R plot")).WithWords(plot.Words);

    /// <summary>Front ends show drawings as such only where the notebook is trusted, and as images everywhere.</summary>
    private static MimeBundle AsImage(MimeBundle bundle) =>
        bundle.With(Mime.Html, Markup.Block(Markup.Image(Mime.Svg, Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle[Mime.Svg]!)), "R plot")));
}
