using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Two-dimensional arrays as a grid.</summary>
internal sealed class MatrixFormatter : IFormatter
{
    private const int MostColumns = 20;

    public MimeBundle? Format(object value, FormatContext context)
    {
        if (value is not Array { Rank: 2 } matrix)
        {
            return null;
        }

        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        var (shownRows, shownColumns) = (Math.Min(rows, SequenceFormatter.MostRows), Math.Min(columns, MostColumns));
        var table = new HtmlTable(["", .. Enumerable.Range(0, shownColumns).Select(c => c.ToString(CultureInfo.InvariantCulture))]);
        table.Right.UnionWith(Enumerable.Range(0, shownColumns + 1));
        for (var r = 0; r < shownRows; r++)
        {
            table.Add([r.ToString(CultureInfo.InvariantCulture), .. Enumerable.Range(0, shownColumns).Select(c => InlineText.Of(matrix.GetValue(r + matrix.GetLowerBound(0), c + matrix.GetLowerBound(1))))]);
        }

        if (shownRows < rows || shownColumns < columns)
        {
            table.Note = string.Create(CultureInfo.InvariantCulture, $"{shownRows} of {rows:N0} rows, {shownColumns} of {columns:N0} columns");
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{TypeText.Of(matrix.GetType().GetElementType()!)}[{rows}, {columns}]");
        return MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }
}
