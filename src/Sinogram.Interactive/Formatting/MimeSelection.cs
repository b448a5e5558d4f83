using Sinogram.Core.Display;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Interactive.Formatting;

/// <summary>Displays that ask for particular media types.</summary>
internal static class MimeSelection
{
    /// <summary>A value in the media types asked for, and always as text too; or in all.</summary>
    public static MimeBundle Bundle(IOutput output, object? value, IReadOnlyList<string> mimeTypes)
    {
        var all = output.Format(value);
        if (mimeTypes.Count == 0 || value is null || (all[FigurePage.MediaType] is not null && mimeTypes.Contains(Mime.Html)))
        {
            return all;
        }

        return mimeTypes.Append(Mime.Plain).Distinct()
            .Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, all[mime] ?? TextIn(mime, value) ?? OriginalFormatters.Text(value, mime)));
    }

    /// <summary>Text that is given in a media type for which no formatter is registered, such as Markdown, is meant as it stands.</summary>
    private static string? TextIn(string mime, object value) =>
        value is string text && mime is not (Mime.Html or Mime.Plain or Mime.Json) ? text : null;
}
