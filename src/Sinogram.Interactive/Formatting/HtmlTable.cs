using System.Net;
using System.Text;

namespace Sinogram.Interactive.Formatting;

/// <summary>A small table as html and as text.</summary>
internal sealed class HtmlTable(params IReadOnlyList<string> columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A line under the table, such as how much of it is shown.</summary>
    public string? Note { get; set; }

    /// <summary>Columns of numbers, set to the right.</summary>
    public HashSet<int> Right { get; } = [];

    /// <summary>How many rows it has.</summary>
    public int Count => _rows.Count;

    public void Add(params string[] cells) => _rows.Add(cells);

    public string ToHtml(string? caption = null)
    {
        var html = new StringBuilder("<div class=\"mathjax_ignore tex2jax_ignore\">");
        if (caption is not null)
        {
            html.Append("<div style=\"font-size:90%;opacity:0.7\">").Append(Encode(caption)).Append("</div>");
        }

        html.Append("<table><thead><tr>");
        foreach (var column in columns)
        {
            html.Append("<th style=\"text-align:left\">").Append(Encode(column)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append(Right.Contains(i) ? "<td style=\"text-align:right\">" : "<td style=\"text-align:left\">").Append(Encode(row[i])).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        if (Note is not null)
        {
            html.Append("<div style=\"font-size:90%;opacity:0.7\">").Append(Encode(Note)).Append("</div>");
        }

        return html.Append("</div>").ToString();
    }

    public string ToText(string? caption = null)
    {
        var widths = columns.Select((c, i) => _rows.Select(r => r[i].Length).Append(c.Length).Max()).ToArray();
        var text = new StringBuilder();
        if (caption is not null)
        {
            text.Append(caption).Append('\n');
        }

        Line(columns);
        text.AppendJoin("  ", widths.Select(w => new string('-', Math.Min(w, 60)))).Append('\n');
        foreach (var row in _rows)
        {
            Line(row);
        }

        return text.Append(Note).ToString().TrimEnd('\n');

        void Line(IReadOnlyList<string> cells)
        {
            for (var i = 0; i < cells.Count; i++)
            {
                var cell = cells[i].ReplaceLineEndings(" ");
                var width = Math.Min(widths[i], 60);
                text.Append(Right.Contains(i) ? cell.PadLeft(width) : cell.PadRight(i == cells.Count - 1 ? 0 : width)).Append(i == cells.Count - 1 ? "\n" : "  ");
            }
        }
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
