using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Rows of a <see cref="TabularView"/> as a table: the first and the last, and what was left out.</summary>
internal static class TabularTable
{
    public static MimeBundle Show(TabularView view)
    {
        var rows = view.RowCount <= SequenceFormatter.MostRows
            ? Enumerable.Range(0, view.RowCount)
            : Enumerable.Range(0, SequenceFormatter.MostRows / 2).Concat(Enumerable.Range(view.RowCount - (SequenceFormatter.MostRows / 2), SequenceFormatter.MostRows / 2));
        var table = Table(view, [.. rows]);
        List<string> notes = [];
        if (view.RowCount > table.Count)
        {
            notes.Add(HtmlTable.Of(table.Count, view.RowCount, "rows"));
        }

        if (view.Columns.Count > SequenceFormatter.MostColumns)
        {
            notes.Add(HtmlTable.Of(SequenceFormatter.MostColumns, view.Columns.Count, "columns"));
        }

        table.Note = notes.Count > 0 ? string.Join(", ", notes) : null;
        var caption = string.Create(CultureInfo.InvariantCulture, $"{view.Name} ({view.RowCount:N0} × {view.Columns.Count:N0})");
        return MimeBundle.Html(table.ToHtml(caption), table.ToText(caption));
    }

    /// <summary>Rows of a view, with their indices.</summary>
    public static HtmlTable Table(TabularView view, IReadOnlyList<int> rows)
    {
        var columns = view.Columns.Take(SequenceFormatter.MostColumns).ToList();
        var table = new HtmlTable([new HtmlColumn("", null, true), .. columns.Select(c => new HtmlColumn(c.Name, c.Type, c.IsNumeric))]);
        foreach (var row in rows)
        {
            table.Add([row.ToString(CultureInfo.InvariantCulture), .. columns.Select((_, c) => (HtmlCell)TextOf(view, row, c))]);
        }

        return table;
    }

    /// <summary>The text of a cell as it is shown.</summary>
    public static string TextOf(TabularView view, int row, int column) =>
        view.Text is { } text ? text(row, column) ?? "null" : InlineText.Of(view.Cell(row, column));
}
