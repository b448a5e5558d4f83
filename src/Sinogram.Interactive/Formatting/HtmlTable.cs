using System.Globalization;
using System.Text;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>A column's head.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, below the name; null where it says nothing.</param>
/// <param name="IsNumeric">Numbers, set to the right.</param>
internal readonly record struct HtmlColumn(string Name, string? Type = null, bool IsNumeric = false);

/// <summary>A cell's content.</summary>
/// <param name="Text">As text.</param>
/// <param name="Html">As markup, where it is more than the text.</param>
internal readonly record struct HtmlCell(string Text, string? Html = null)
{
    public static implicit operator HtmlCell(string text) => new(text);
}

/// <summary>A small table as html and as text.</summary>
internal sealed class HtmlTable(params IReadOnlyList<HtmlColumn> columns)
{
    /// <summary>Longer texts are broken into lines where the page is narrow, so that the columns behind them stay in sight.</summary>
    private const int LongText = 80;

    private const string LongCell = "<td style=\"text-align:left;min-width:24em;white-space:pre-wrap;overflow-wrap:anywhere\">";

    /// <summary>The widest line of text.</summary>
    private const int TextWidth = 140;

    /// <summary>The widest column of text.</summary>
    private const int TextCell = 60;

    private readonly List<HtmlCell[]> _rows = [];

    /// <summary>A line under the table, such as how much of it is shown.</summary>
    public string? Note { get; set; }

    /// <summary>How many rows it has.</summary>
    public int Count => _rows.Count;

    public void Add(params HtmlCell[] cells) => _rows.Add(cells);

    public string ToHtml(string? caption = null)
    {
        var html = new StringBuilder(caption is null ? "" : Markup.Note(caption)).Append("<table><thead><tr>");
        foreach (var column in columns)
        {
            html.Append(column.IsNumeric ? "<th style=\"text-align:right\">" : "<th style=\"text-align:left\">").Append(Encode(column.Name));
            if (column.Type is { } type)
            {
                html.Append("<br><span style=\"font-weight:normal;opacity:0.65\">").Append(Encode(type)).Append("</span>");
            }

            html.Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append(columns[i].IsNumeric ? "<td style=\"text-align:right\">" : row[i].Text.Length > LongText ? LongCell : "<td style=\"text-align:left\">")
                    .Append(row[i].Html ?? Encode(row[i].Text)).Append("</td>");
            }

            html.Append("</tr>");
        }

        return Markup.Block(html.Append("</tbody></table>").Append(Note is null ? "" : Markup.Note(Note)).ToString());
    }

    public string ToText(string? caption = null)
    {
        var widths = columns.Select((c, i) => Math.Min(TextCell, _rows.Select(r => OneLine(r[i].Text).Length).Append(c.Name.Length).Max())).ToArray();
        var shown = 0;
        for (var width = 0; shown < widths.Length && (shown == 0 || width + widths[shown] + 2 <= TextWidth); shown++)
        {
            width += widths[shown] + 2;
        }

        var text = new StringBuilder();
        if (caption is not null)
        {
            text.Append(caption).Append('\n');
        }

        Line(text, widths, shown, [.. columns.Select(c => c.Name)]);
        text.AppendJoin("  ", widths.Take(shown).Select(w => new string('-', w))).Append('\n');
        foreach (var row in _rows)
        {
            Line(text, widths, shown, [.. row.Select(c => OneLine(c.Text))]);
        }

        if (shown < columns.Count)
        {
            text.Append("not shown here: ").AppendJoin(", ", columns.Skip(shown).Select(c => c.Name)).Append('\n');
        }

        return text.Append(Note).ToString().TrimEnd('\n');
    }

    public static string Encode(string text) => Markup.Encode(text);

    /// <summary>How many rows or columns of all are shown, for a note.</summary>
    public static string Of(int shown, long all, string what) => string.Create(CultureInfo.InvariantCulture, $"{shown:N0} of {all:N0} {what}");

    private void Line(StringBuilder text, int[] widths, int shown, IReadOnlyList<string> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < shown; i++)
        {
            var cell = cells[i].Length <= widths[i] ? cells[i] : cells[i][..(widths[i] - 1)] + "…";
            line.Append(i == 0 ? "" : "  ").Append(columns[i].IsNumeric ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("⏎");
}
