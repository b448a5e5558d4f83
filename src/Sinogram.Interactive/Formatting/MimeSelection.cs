using Sinogram.Core.Display;
using Sinogram.Interactive.Plotting;

namespace Sinogram.Interactive.Formatting;

/// <summary>Displays that ask for particular media types.</summary>
internal static class MimeSelection
{
    /// <summary>A value in the media types asked for, or in all.</summary>
    public static MimeBundle Bundle(IOutput output, object? value, IReadOnlyList<string> mimeTypes)
    {
        var all = output.Format(value);
        if (mimeTypes.Count == 0 || value is null || (all[FigurePage.MediaType] is not null && mimeTypes.Contains(Mime.Html)))
        {
            return all;
        }

        return mimeTypes.Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, all[mime] ?? OriginalFormatters.Text(value, mime)));
    }
}
