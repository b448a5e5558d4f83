using System.Globalization;
using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary>
/// The live picture of a training run: one display that is replaced at most five times a second, and at the end shows the test's figures.
/// The picture is an image, so that it is left when a notebook is opened untrusted.
/// </summary>
internal sealed class LossCurveDisplay(IOutput output, TimeProvider clock, int epochs) : IProgress<EpochReport>, IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    private readonly List<EpochReport> _history = [];
    private IDisplayHandle? _display;
    private long _shown;
    private bool _isCurrent = true;

    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        _history.Add(value);
        _isCurrent = false;
        if (_display is null || clock.GetElapsedTime(_shown) >= _interval)
        {
            Show(Status(value), "");
        }
    }

    /// <summary>Shows the whole curve with the figures of the held-out rows.</summary>
    internal void Finish(TrainedModel model)
    {
        var end = model.End switch
        {
            TrainingEnd.EarlyStopping => "stopped early, the parameters are those of the lowest validation loss",
            TrainingEnd.Interrupted => "interrupted, the parameters are those of the last complete epoch",
            _ => "finished",
        };
        var figures = Figures(model).ToArray();
        var text = string.Join('\n', [$"{Status(_history[^1])} · {end}", .. figures.Select(f => $"{f.Name}: {f.Value}")]);
        var rows = new StringBuilder("<table>");
        foreach (var (name, value) in figures)
        {
            rows.Append("<tr><td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(name))
                .Append("</td><td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(value)).Append("</td></tr>");
        }
        Show(text, rows.Append("</table>").ToString());
    }

    /// <summary>Shows the last epoch also where training failed after it.</summary>
    public void Dispose()
    {
        if (!_isCurrent)
        {
            Show(Status(_history[^1]), "");
        }
    }

    private void Show(string text, string figures)
    {
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(LossCurve.Svg(_history, Math.Max(1, epochs))));
        var caption = WebUtility.HtmlEncode(text.Split('\n')[0]);
        var bundle = MimeBundle.Html(
            $"<div class=\"mathjax_ignore tex2jax_ignore\"><img alt=\"loss by epoch\" src=\"data:image/svg+xml;base64,{svg}\"><div>{caption}</div>{figures}</div>", text);
        if (_display is null)
        {
            _display = output.Display(bundle);
        }
        else
        {
            _display.Update(bundle);
        }
        _shown = clock.GetTimestamp();
        _isCurrent = true;
    }

    private static string Status(EpochReport report)
    {
        var validation = double.IsFinite(report.ValidationLoss) ? $" · validation loss {Number(report.ValidationLoss)}, accuracy {Number(report.ValidationAccuracy)}" : "";
        return $"epoch {report.Epoch} of {report.Epochs} · training loss {Number(report.TrainingLoss)}{validation} · {report.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";
    }

    private static IEnumerable<(string Name, string Value)> Figures(TrainedModel model)
    {
        yield return ("network", $"{model.Shape} ({model.Parameters.Count} parameters) on {model.Device}");
        yield return ("rows", $"{model.Split!.Training.Count} training, {model.Split.Validation.Count} validation, {model.Split.Test.Count} held out");
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

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
