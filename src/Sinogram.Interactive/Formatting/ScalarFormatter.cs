using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Numbers, text, dates and their like: their text, of which a very long one says how much is left out.</summary>
internal sealed class ScalarFormatter : IFormatter
{
    private const int MostCharacters = 1_000_000;

    public MimeBundle? Format(object value, FormatContext context) => InlineText.Scalar(value) switch
    {
        null => null,
        { Length: > MostCharacters } text => MimeBundle.Text(text[..MostCharacters] + "\n… " + HtmlTable.Of(MostCharacters, text.Length, "characters")),
        var text => MimeBundle.Text(text),
    };
}
