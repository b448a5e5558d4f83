using System.Collections;
using System.Globalization;
using System.Text;

namespace Sinogram.CSharp.Services;

/// <summary>A value in one line: its beginning, for sequences that are in memory their size and first elements. Nothing that is lazy is run.</summary>
internal static class ValuePreview
{
    private const int MostElements = 8;
    private const int MostCharacters = 300;
    private const int Deepest = 2;

    /// <summary>The preview; an exception of the value's own <c>ToString</c> is told by its name.</summary>
    public static string Of(object? value)
    {
        try
        {
            var text = Text(value, 0);
            return text.Length > MostCharacters ? text[..MostCharacters] + " …" : text;
        }
        catch (Exception e)
        {
            return $"<{e.GetType().Name}>";
        }
    }

    private static string Text(object? value, int depth) => value switch
    {
        null => "null",
        string text => Quoted(text),
        char c => $"'{c}'",
        bool b => b ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Array { Rank: > 1 } grid => $"[{string.Join(" × ", Enumerable.Range(0, grid.Rank).Select(grid.GetLength))} elements]",
        IDictionary map when depth < Deepest => Counted(map.Count, Entries(map).Select(e => $"{Text(e.Key, depth + 1)}: {Text(e.Value, depth + 1)}"), '{', '}'),
        ICollection list when depth < Deepest => Counted(list.Count, list.Cast<object?>().Select(e => Text(e, depth + 1)), '[', ']'),
        Delegate or Type => value.ToString() ?? "",
        IEnumerable when value.ToString() == value.GetType().ToString() => "a sequence that has not run yet",
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        for (var entries = map.GetEnumerator(); entries.MoveNext();)
        {
            yield return entries.Entry;
        }
    }

    private static string Counted(int count, IEnumerable<string> elements, char open, char close)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "element" : "elements")}: ").Append(open);
        text.AppendJoin(", ", elements.Take(MostElements));
        return text.Append(count > MostElements ? ", …" : "").Append(close).ToString();
    }

    private static string Quoted(string text) =>
        Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text.Length > MostCharacters ? text[..MostCharacters] + " …" : text, quote: true);
}
