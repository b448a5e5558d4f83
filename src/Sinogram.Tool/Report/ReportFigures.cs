using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Tool.Report;

/// <summary>
/// The figures of one report. plotly.js is put into the page once, however many there are; scripts run under a nonce that is new for every page, so that
/// none of the notebook's own outputs can run one.
/// </summary>
/// <param name="plotly">The text of plotly.js; null where it is not installed: figures are still pictures then.</param>
/// <param name="take">Takes a still picture (PNG) of a figure that we cannot draw; null gives none.</param>
internal sealed class ReportFigures(string? plotly, Func<JsonObject, byte[]?>? take)
{
    private readonly string _nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private bool _hasAny;

    /// <summary>What the page's policy says about scripts.</summary>
    public string Policy => _hasAny && plotly is not null ? $"; script-src 'nonce-{_nonce}'" : "";

    /// <summary>The scripts at the end of the page; none where it has no figure.</summary>
    public string Scripts => _hasAny && plotly is not null
        ? $"<script type=\"text/plain\" id=\"{FigurePage.PlotlyElement}\">{plotly.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>\n"
            + $"<script nonce=\"{_nonce}\">{FigurePage.Loader}</script>\n"
        : "";

    /// <summary>A figure's markup.</summary>
    public string Render(JsonObject figure)
    {
        _hasAny = true;
        return FigurePage.Markup(figure, _nonce, FigurePage.HasStillPicture(figure) ? null : take?.Invoke(figure));
    }
}
