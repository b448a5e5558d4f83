using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Arrays of two and more dimensions as a grid; of more than two, the first plane.</summary>
internal sealed class MatrixFormatter : IFormatter
{
    public MimeBundle? Format(object value, FormatContext context)
    {
        if (value is not Array { Rank: >= 2 } array)
        {
            return null;
        }

        var lengths = Enumerable.Range(0, array.Rank).Select(array.GetLength).ToArray();
        var element = TypeText.Of(array.GetType().GetElementType()!);
        var name = $"{element}[{string.Join(", ", lengths)}]";
        if (array.Length == 0)
        {
            return MimeBundle.Html(Markup.Block($"<i>{HtmlTable.Encode(name)}, empty</i>"), $"{name}, empty");
        }

        var index = Enumerable.Range(0, array.Rank).Select(array.GetLowerBound).ToArray();
        var (rows, columns) = (lengths[^2], lengths[^1]);
        var (table, note) = Grid(rows, columns, SequenceFormatter.IsNumber(array.GetType().GetElementType()!), (r, c) =>
        {
            var at = (int[])index.Clone();
            at[^2] += r;
            at[^1] += c;
            return array.GetValue(at);
        });
        var plane = array.Rank == 2 ? "" : $"[{string.Join(", ", index.Take(array.Rank - 2))}, …]";
        table.Note = string.Join(", ", new[] { plane.Length > 0 ? $"plane {plane}" : "", note }.Where(n => n.Length > 0)) is { Length: > 0 } said ? said : null;
        return MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }

    /// <summary>The first rows and columns of a grid of values, and what is said where there are more.</summary>
    internal static (HtmlTable Table, string Note) Grid(int rows, int columns, bool isNumeric, Func<int, int, object?> cell)
    {
        var (shownRows, shownColumns) = (Math.Min(rows, SequenceFormatter.MostRows), Math.Min(columns, SequenceFormatter.MostColumns));
        var table = new HtmlTable([new HtmlColumn("", null, true), .. Enumerable.Range(0, shownColumns).Select(c => new HtmlColumn(Number(c), null, isNumeric))]);
        for (var r = 0; r < shownRows; r++)
        {
            table.Add([Number(r), .. Enumerable.Range(0, shownColumns).Select(c => (HtmlCell)InlineText.Of(cell(r, c)))]);
        }

        var note = shownRows < rows || shownColumns < columns
            ? HtmlTable.Of(shownRows, rows, "rows") + ", " + HtmlTable.Of(shownColumns, columns, "columns")
            : "";
        return (table, note);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
