using System.Globalization;

namespace Sinogram.Core.Display;

/// <summary>A progress bar in a display that updates in place, at most ten times a second; it ends as one line that says how long it took.</summary>
internal sealed class ProgressDisplay : IProgressHandle
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CellOutput _output;
    private readonly string _title;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _later;
    private long _shown;
    private string? _displayId;
    private double? _fraction;
    private string _text = "";
    private bool _ended;
    private bool _waits;

    public ProgressDisplay(CellOutput output, string title, TimeProvider time)
    {
        _output = output;
        _title = title;
        _time = time;
        _started = time.GetTimestamp();
        _later = time.CreateTimer(static progress => ((ProgressDisplay)progress!).ShowLatest(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Show();
    }

    public void Report(double? fraction, string text)
    {
        lock (_lock)
        {
            _fraction = fraction;
            _text = text;
            if (_ended)
            {
                return;
            }

            if (_time.GetElapsedTime(_shown) >= Interval)
            {
                Show();
            }
            else if (!_waits)
            {
                // What is reported last is shown, also where nothing follows for long.
                _waits = true;
                _later.Change(Interval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _later.Dispose();
                Show();
            }
        }
    }

    private void ShowLatest()
    {
        lock (_lock)
        {
            if (_waits && !_ended)
            {
                Show();
            }
        }
    }

    private void Show()
    {
        _waits = false;
        _shown = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(_started).TotalSeconds;
        var percent = _fraction is { } f ? (Math.Clamp(f, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : "";
        var took = seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
        var detail = string.Join(" · ", new[] { percent, _text, took }.Where(t => t.Length > 0));
        var bar = _ended
            ? ""
            : _fraction is { } value
                ? $"<progress max=\"1\" value=\"{Math.Clamp(value, 0, 1).ToString("0.###", CultureInfo.InvariantCulture)}\"></progress> "
                : "<progress></progress> ";
        var bundle = MimeBundle.Html(
            $"<div class=\"{Markup.NoMath}\" style=\"font-size:90%\">{bar}{Markup.Encode(_title)} <span style=\"opacity:0.7\">{Markup.Encode(detail)}</span></div>",
            $"{_title} · {detail}");
        if (_displayId is null)
        {
            _displayId = _output.Display(bundle).DisplayId;
        }
        else
        {
            _output.Update(_displayId, bundle);
        }
    }
}
