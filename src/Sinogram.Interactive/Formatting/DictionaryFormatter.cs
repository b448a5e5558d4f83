using System.Collections;
using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Dictionaries: a table of key and value.</summary>
internal sealed class DictionaryFormatter : IFormatter
{
    public MimeBundle? Format(object value, FormatContext context)
    {
        var (entries, count) = Entries(value);
        if (entries is null)
        {
            return null;
        }

        var most = DisplayLimits.RowsAt(context.Depth, value.GetType());
        var shown = entries.Take(most + 1).ToList();
        var more = shown.Count > most;
        if (more)
        {
            shown.RemoveAt(most);
        }

        var name = count is { } all ? string.Create(CultureInfo.InvariantCulture, $"{TypeText.Of(value.GetType())} ({all:N0})") : TypeText.Of(value.GetType());
        if (shown.Count == 0)
        {
            return MimeBundle.Html(Markup.Block($"<i>{HtmlTable.Encode(name)}, empty</i>"), $"{name}, empty");
        }

        var table = new HtmlTable(
            new HtmlColumn("key", null, SequenceFormatter.AreNumbers(shown.Select(e => e.Key))),
            new HtmlColumn("value", null, SequenceFormatter.AreNumbers(shown.Select(e => e.Value))));
        foreach (var (key, inner) in shown)
        {
            table.Add(InlineText.Of(key), NestedValue.Cell(inner, context));
        }

        if (more)
        {
            table.Note = count is { } total ? HtmlTable.Of(most, total, "entries") : $"the first {most} entries; there are more";
        }

        return MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }

    /// <summary>The entries of a dictionary of any kind; null for what is none.</summary>
    private static (IEnumerable<(object? Key, object? Value)>? Entries, int? Count) Entries(object value)
    {
        if (value is IDictionary dictionary)
        {
            return (OfDictionary(dictionary), dictionary.Count);
        }

        var pair = value.GetType().GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))?.GetGenericArguments();
        if (pair is null || value is not IEnumerable items)
        {
            return (null, null);
        }

        var type = typeof(KeyValuePair<,>).MakeGenericType(pair);
        var (key, inner) = (type.GetProperty("Key")!, type.GetProperty("Value")!);
        return (items.Cast<object>().Select(e => (key.GetValue(e), inner.GetValue(e))), SequenceFormatter.Count(value));
    }

    private static IEnumerable<(object? Key, object? Value)> OfDictionary(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (entry.Key, entry.Value);
        }
    }
}
