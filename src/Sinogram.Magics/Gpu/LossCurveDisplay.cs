using System.Globalization;
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
        Show($"{Status(_history[^1])} · {end}\n{ModelView.Text(model)}", ModelView.Table(model));
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
        var bundle = ModelView.Bundle(_history, epochs, text, figures);
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

    private static string Number(double value) => ModelView.Number(value);
}
