using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Numbers, text, dates and their like: one line of text.</summary>
internal sealed class ScalarFormatter : IFormatter
{
    public MimeBundle? Format(object value, FormatContext context) =>
        InlineText.Scalar(value) is { } text ? MimeBundle.Text(text) : null;
}
