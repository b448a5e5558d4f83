using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Foreign;

/// <summary>Matrices of Math.NET.</summary>
internal static class Matrices
{
    public static MimeBundle? Show(object matrix)
    {
        if (Reflected.Whole(matrix, "RowCount") is not { } rows || Reflected.Whole(matrix, "ColumnCount") is not { } columns
            || Reflected.Method(matrix, "At", typeof(int), typeof(int)) is not { } at)
        {
            return null;
        }

        var (table, note) = MatrixFormatter.Grid((int)rows, (int)columns, isNumeric: true, (r, c) => at([r, c]));
        table.Note = note.Length > 0 ? note : null;
        var name = $"{matrix.GetType().Name.Split('`')[0]} {rows} × {columns}";
        return MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }
}
