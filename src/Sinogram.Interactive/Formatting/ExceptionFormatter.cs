using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>An exception as a value: what it is and says, its trace folded.</summary>
internal static class ExceptionFormatter
{
    public static MimeBundle Format(Exception exception)
    {
        var head = $"{exception.GetType().Name}: {exception.Message}";
        return MimeBundle.Html(
            Markup.Block($"<details><summary style=\"{Markup.Summary}\">{HtmlTable.Encode(head)}</summary><pre>{HtmlTable.Encode(exception.ToString())}</pre></details>"),
            exception.StackTrace is null ? head : exception.ToString());
    }
}
