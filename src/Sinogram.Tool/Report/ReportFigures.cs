using System.Text.Json.Nodes;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Tool.Report;

/// <summary>The figures of one report. plotly.js is put into the page once, however many there are.</summary>
/// <param name="plotly">The text of plotly.js; null where it is not installed: figures are still pictures then.</param>
/// <param name="take">Takes a still picture (PNG) of a figure that we cannot draw; null gives none.</param>
/// <param name="nonce">The nonce under which the page lets scripts run.</param>
internal sealed class ReportFigures(string? plotly, Func<JsonObject, byte[]?>? take, string nonce)
{
    private bool _hasAny;

    /// <summary>The scripts at the end of the page; none where it has no figure.</summary>
    public string Scripts => _hasAny && plotly is not null
        ? $"<script type=\"text/plain\" id=\"{FigurePage.PlotlyElement}\">{plotly.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>\n"
            + $"<script nonce=\"{nonce}\">{FigurePage.Loader}</script>\n"
        : "";

    /// <summary>A figure's markup.</summary>
    public string Render(JsonObject figure)
    {
        _hasAny = true;
        return FigurePage.Markup(figure, nonce, FigurePage.HasStillPicture(figure) ? null : take?.Invoke(figure));
    }
}
