using System.Collections;
using System.Globalization;

namespace Sinogram.Core.Values;

/// <summary>A value on one short line, for lists of variables.</summary>
public static class ValuePreview
{
    private const int Longest = 80;
    private const int Elements = 6;

    /// <summary>The preview: sizes and the first elements of arrays and collections, the text of the rest. Runs no lazy sequence.</summary>
    public static string Of(object? value)
    {
        try
        {
            return Shorten(Text(value));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The value's own code failed (ToString, an indexer): the list of variables must still be shown.
            return $"<{e.GetType().Name}>";
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => '"' + text + '"',
        Array array => $"[{string.Join('×', Enumerable.Range(0, array.Rank).Select(array.GetLength))}] {First(array, array.Length)}",
        ICollection items => $"({items.Count}) {First(items, items.Count)}",
        DateTime or DateTimeOffset or DateOnly => Moment(value),
        double or float or bool or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        _ => value.ToString() is { } own && own != value.GetType().ToString() ? own : "",
    };

    private static string Moment(object value) => value switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        _ => ((DateTime)value).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    };

    private static string First(IEnumerable values, long count)
    {
        var shown = values.Cast<object?>().Take(Elements).Select(Element);
        return string.Join(", ", shown) + (count > Elements ? ", …" : "");
    }

    private static string Element(object? value) => value switch
    {
        null => "null",
        string text => '"' + text + '"',
        DictionaryEntry pair => $"{pair.Key}: {Element(pair.Value)}",
        ICollection inner => $"({inner.Count})",
        DateTime or DateTimeOffset or DateOnly => Moment(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Shorten(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
    }
}
