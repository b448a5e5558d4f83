using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Core.Display;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Interactive.Foreign;

/// <summary>Charts of XPlot.Plotly: their data and layout, drawn as a figure of ours and so without a network.</summary>
internal static partial class PlotlyCharts
{
    public static MimeBundle? Show(object chart)
    {
        var data = Reflected.Field(chart, "serializedData") as string;
        var layout = Reflected.Field(chart, "serializedLayout") as string;
        if (data is null && Reflected.Method(chart, "GetInlineHtml")?.Invoke([]) is string html)
        {
            data = DataInPage().Match(html) is { Success: true } found ? found.Groups[1].Value : null;
            layout = LayoutInPage().Match(html) is { Success: true } also ? also.Groups[1].Value : null;
        }

        if (data is null)
        {
            return null;
        }

        try
        {
            return FigurePage.Bundle(Figure.FromJson(data, string.IsNullOrWhiteSpace(layout) || layout == "\"\"" ? null : layout).ToJson());
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"var data = (\[.*?\]);\s*(?:var|Plotly)", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex DataInPage();

    [GeneratedRegex(@"var layout = (\{.*?\});\s*(?:var|Plotly)", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LayoutInPage();
}
