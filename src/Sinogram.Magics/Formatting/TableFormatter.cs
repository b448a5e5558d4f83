using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Privacy;
using Sinogram.Data;
using Sinogram.Data.Presentation;
using Sinogram.Data.Privacy;

namespace Sinogram.Magics.Formatting;

/// <summary>
/// Shows tables, single columns and query results: first and last rows, types, null counts and honest totals, as HTML that needs no script and no style sheet,
/// as text, and as a tabular data resource with exact values.
/// </summary>
public sealed class TableFormatter : IFormatter, ITabularSource
{
    internal const int CellLength = 120;
    internal const int TextCellLength = 24;

    /// <summary>A table of few columns has room for longer texts.</summary>
    private const int FewColumns = 3;
    internal const int LongTextCellLength = 60;

    /// <summary>How cells of a short value, of one of middle length and of a long one are set: a date stays in one line, and a long text neither becomes a pillar nor pushes the columns behind it out of sight.</summary>
    internal const string ShortCell = "white-space:nowrap";
    internal const string MiddleCell = "min-width:10em";
    internal const string Lines = "white-space:pre-wrap";
    internal const string LongCell = "min-width:20em;max-width:36em;overflow-wrap:anywhere";
    private const int TextWidth = 140;

    /// <summary>As much of a text of several lines is shown where the table has one row: a plan, a report.</summary>
    private const int LinesLength = 8000;

    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value switch
    {
        Table table => Show(table, context.Depth),
        Column column => Show(new Table(column), context.Depth),
        Row row => Show(row.Table.Slice(row.Index, 1), context.Depth),
        IEnumerable<Row> rows => Show(TableOf(rows), context.Depth),
        Schema schema => Show(Table.From(schema.Select(f => new { column = f.Name, type = f.Type.ToString(), nullable = f.Nullable, identifies = f.Identified })), context.Depth),
        IReadOnlyList<Column> columns => Show(
            Table.From(columns.Select(c => new { column = c.Name, type = c.Type.ToString(), rows = c.Length, nulls = c.NullCount, bytes = c.ByteSize, identifies = c.Field.Identified })), context.Depth),
        QueryResult result => Show(result.More ? result.Table.WithMetadata(TableSummary.PartialKey, "true") : result.Table, context.Depth),
        _ => null,
    };

    /// <inheritdoc/>
    public TabularView? View(object value) => value switch
    {
        Table table => View(table),
        Column column => View(new Table(column)),
        QueryResult result => View(result.Table),
        _ => null,
    };

    /// <summary>Rows as the table of them, as far as they are of one and no more than are shown of a query.</summary>
    private static Table TableOf(IEnumerable<Row> rows)
    {
        const int MostRows = 1000;
        var first = rows.Take(MostRows + 1).ToList();
        if (first.Count == 0) { return new Table(); }
        var shown = first.Take(MostRows).TakeWhile(r => ReferenceEquals(r.Table, first[0].Table)).ToList();
        var table = first[0].Table.Take([.. shown.Select(r => checked((int)r.Index))]);
        return shown.Count < first.Count ? table.WithMetadata(TableSummary.PartialKey, "true") : table;
    }

    private static TabularView View(Table table) => new(
        "Table",
        [.. table.Columns.Select(c => new TabularColumn(c.Name, c.Type.ToString(), c.Type.IsNumeric))],
        (int)Math.Min(table.RowCount, int.MaxValue),
        (r, c) => IsMasked(table[c]) ? IdentifyingColumns.MaskOf(table[c], r) : table[c].GetValue(r))
    {
        Text = (r, c) => IsMasked(table[c]) ? IdentifyingColumns.MaskOf(table[c], r) : ValueText.Of(table[c], r),
    };

    private static bool IsMasked(Column column) => column.Field.Identified && RevealScope.Current is null;

    private static MimeBundle Show(Table table, int depth)
    {
        if (depth > 0) { return MimeBundle.Text($"Table, {TableSummary.Of(table, 0).Totals["0 of ".Length..]}"); }
        var reveal = RevealScope.Current;
        table = DerivedColumns.Mark(table);
        foreach (var field in reveal is null ? [] : table.Schema.Where(f => f.Identified)) { reveal!.Note(IdentifyingColumns.AttributeOf(field), table.RowCount); }
        var summary = TableSummary.Of(table, reveal: reveal is not null);
        return MimeBundle.Html(Html(summary, TablePages.Of(table, reveal is not null)), Text(summary)).With(Mime.DataResource, DataResource.Write(table, reveal: reveal is not null));
    }

    private static string Html(TableSummary summary, (string Attribute, string Script)? pages)
    {
        // Dollar signs in cells are no mathematics: two class names, one for each generation of front ends.
        var html = new StringBuilder($"<div class=\"{Markup.NoMath}\"{pages?.Attribute} style=\"max-width:100%;overflow-x:auto\"><table><thead><tr>");
        foreach (var column in summary.Columns)
        {
            html.Append("<th style=\"text-align:").Append(column.IsNumeric ? "right" : "left").Append("\">").Append(E(column.Name))
                .Append("<br><span style=\"font-weight:normal;opacity:0.65\">").Append(E(TypeOf(column.Type)));
            if (column.NullCount > 0) { html.Append(CultureInfo.InvariantCulture, $"<br>{column.NullCount:N0} null"); }
            html.Append(column.Identified ? "<br>identifies" : "").Append("</span></th>");
        }
        html.Append("</tr></thead><tbody>");
        Rows(html, summary, summary.First);
        if (!summary.Last.IsEmpty)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=\"{summary.Columns.Length}\" style=\"text-align:left;opacity:0.65\">⋮</td></tr>");
            Rows(html, summary, summary.Last);
        }
        return html.Append("</tbody></table><p style=\"opacity:0.65\">").Append(E(summary.Totals)).Append("</p></div>").Append(pages?.Script).ToString();
    }

    /// <summary>A type in as many words as a head has room for.</summary>
    internal static string TypeOf(string type) => Cut(type, LongTextCellLength);

    private static void Rows(StringBuilder html, TableSummary summary, ImmutableArray<ImmutableArray<string?>> rows)
    {
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append("<td style=\"text-align:").Append(summary.Columns[i].IsNumeric ? "right" : "left");
                var hasLines = row[i]?.Contains('\n', StringComparison.Ordinal) == true;
                var isAlone = hasLines && rows.Length == 1 && summary.Last.IsEmpty;
                if (isAlone) { html.Append(";white-space:pre"); }
                else if (row[i] is { Length: var length }) { html.Append(';').Append(length > LongTextCellLength ? LongCell : length > TextCellLength ? MiddleCell : ShortCell).Append(hasLines ? ";" + Lines : ""); }
                if (row[i] is { } text) { html.Append("\">").Append(E(Cut(text, isAlone ? LinesLength : CellLength))); }
                else { html.Append(";opacity:0.4\">null"); }
                html.Append("</td>");
            }
            html.Append("</tr>");
        }
    }

    private static string Text(TableSummary summary)
    {
        var length = summary.Columns.Length <= FewColumns ? LongTextCellLength : TextCellLength;
        var widths = summary.Columns.Select((c, i) => summary.First.Concat(summary.Last).Select(r => Cell(r[i], length).Length).Append(Cut(c.Name, length).Length).Max()).ToArray();
        var shown = 0;
        for (var width = 0; shown < widths.Length && (shown == 0 || width + widths[shown] + 2 <= TextWidth); shown++) { width += widths[shown] + 2; }
        var text = new StringBuilder();
        Line(text, summary, widths, shown, [.. summary.Columns.Select(c => (string?)Cut(c.Name, length))]);
        foreach (var row in summary.First) { Line(text, summary, widths, shown, row); }
        if (!summary.Last.IsEmpty)
        {
            text.AppendLine("⋮");
            foreach (var row in summary.Last) { Line(text, summary, widths, shown, row); }
        }
        text.Append(summary.Totals);
        if (shown < summary.Columns.Length) { text.Append("; not shown here: ").AppendJoin(", ", summary.Columns.Skip(shown).Select(c => c.Name)); }
        return text.ToString();
    }

    private static void Line(StringBuilder text, TableSummary summary, int[] widths, int shown, ImmutableArray<string?> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < shown; i++)
        {
            var cell = Cell(cells[i], widths[i]);
            line.Append(i == 0 ? "" : "  ").Append(summary.Columns[i].IsNumeric ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        }
        text.AppendLine(line.ToString().TrimEnd());
    }

    private static string Cell(string? text, int length) => text is null ? "null" : Cut(text.ReplaceLineEndings("⏎"), length);

    internal static string Cut(string text, int length)
    {
        if (text.Length <= length) { return text; }
        // Not within a surrogate pair.
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end] + "…";
    }

    private static string E(string text) => Markup.Encode(text);
}
