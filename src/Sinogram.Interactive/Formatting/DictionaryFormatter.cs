using System.Collections;
using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Dictionaries: a table of key and value.</summary>
internal sealed class DictionaryFormatter : IFormatter
{
    public MimeBundle? Format(object value, FormatContext context)
    {
        if (value is not IDictionary dictionary)
        {
            return null;
        }

        var table = new HtmlTable("key", "value");
        foreach (DictionaryEntry entry in dictionary)
        {
            table.Add(InlineText.Of(entry.Key), InlineText.Of(entry.Value));
            if (table.Count == SequenceFormatter.MostRows)
            {
                break;
            }
        }

        if (dictionary.Count > table.Count)
        {
            table.Note = string.Create(CultureInfo.InvariantCulture, $"{table.Count} of {dictionary.Count:N0} entries");
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{TypeText.Of(value.GetType())} ({dictionary.Count})");
        return MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }
}
