using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>The session's formatters, for displays that ask for particular media types.</summary>
internal static class DisplayFormatters
{
    private static Formatters _formatters = new([new NotebookFormatter(), new MathFormatter(), .. GeneralFormatters.All]);

    public static void Use(Formatters formatters) => _formatters = formatters;

    /// <summary>A value in the media types asked for, or in all.</summary>
    public static MimeBundle Bundle(object? value, IReadOnlyList<string> mimeTypes)
    {
        var all = _formatters.Format(value);
        if (mimeTypes.Count == 0 || value is null)
        {
            return all;
        }

        return mimeTypes.Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, all[mime] ?? OriginalFormatters.Text(value, mime)));
    }
}
