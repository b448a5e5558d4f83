using System.Globalization;
using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary>What is shown of a trained model: its curve, its figures.</summary>
internal static class ModelView
{
    /// <summary>The curve above a caption (the text's first line) and figures, all of it left when a notebook is opened untrusted.</summary>
    internal static MimeBundle Bundle(IReadOnlyList<EpochReport> history, int epochs, string text, string figures)
    {
        var picture = "";
        if (history.Count > 0)
        {
            var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(LossCurve.Svg(history, Math.Max(1, epochs))));
            picture = $"<img alt=\"loss by epoch\" src=\"data:image/svg+xml;base64,{svg}\">";
        }
        var caption = WebUtility.HtmlEncode(text.Split('\n')[0]);
        return MimeBundle.Html($"<div class=\"mathjax_ignore tex2jax_ignore\">{picture}<div>{caption}</div>{figures}</div>", text);
    }

    internal static string Text(TrainedModel model) => string.Join('\n', Figures(model).Select(f => $"{f.Name}: {f.Value}"));

    internal static string Table(TrainedModel model)
    {
        var rows = new StringBuilder("<table>");
        foreach (var (name, value) in Figures(model))
        {
            rows.Append("<tr><td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(name))
                .Append("</td><td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(value)).Append("</td></tr>");
        }
        return rows.Append("</table>").ToString();
    }

    internal static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string Value)> Figures(TrainedModel model)
    {
        yield return ("network", $"{model.Shape} ({model.Parameters.Count} parameters) on {model.Device}");
        if (model.Split is { } split)
        {
            yield return ("rows", $"{split.Training.Count} training, {split.Validation.Count} validation, {split.Test.Count} held out");
        }
        yield return ("classes", string.Join(", ", model.Classes) + (model.Positive is { } positive ? $" (probability of {positive})" : ""));
        if (model.Test is not { } test)
        {
            yield break;
        }
        yield return ("held-out accuracy", Number(test.Accuracy));
        yield return ("held-out AUC", Number(test.Auc));
        yield return ("held-out loss", Number(test.Loss));
        if (model.Positive is not null)
        {
            yield return ("sensitivity, specificity", $"{Number(test.Sensitivity)}, {Number(test.Specificity)}");
        }
    }
}
