using System.Globalization;
using System.Net;
using Sinogram.Core.Display;
using Sinogram.Remote.Livy;

namespace Sinogram.Magics.Livy;

/// <summary>The end of the log of a session that starts, updated in place; one line when it is ready.</summary>
internal sealed class StartDisplay(IOutput output, string name, TimeProvider time) : IProgress<LivyStartProgress>
{
    private const int Lines = 8;
    private readonly long _started = time.GetTimestamp();
    private IDisplayHandle? _display;

    private string Seconds => time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    public void Report(LivyStartProgress value)
    {
        var title = $"Spark session {name} · {value.State} · {Seconds}";
        var log = string.Join('\n', value.Log.TakeLast(Lines));
        var pre = log.Length == 0 ? "" : $"<pre style=\"font-size:85%;opacity:0.8;white-space:pre-wrap\">{WebUtility.HtmlEncode(log)}</pre>";
        Show(MimeBundle.Html($"<div>{WebUtility.HtmlEncode(title)}</div>{pre}", log.Length == 0 ? title : $"{title}\n{log}"));
    }

    /// <summary>The session takes statements.</summary>
    public void Ready(LivySession session, string how)
    {
        var text = $"Spark session {name} ({session.Info.Kind}) is ready: {how}, {Seconds}";
        Show(MimeBundle.Html($"<div>{WebUtility.HtmlEncode(text)}</div>", text));
    }

    private void Show(MimeBundle bundle)
    {
        if (_display is null)
        {
            _display = output.Display(bundle);
        }
        else
        {
            _display.Update(bundle);
        }
    }
}
