using System.Data;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Tables of the framework: <see cref="DataTable"/> and views of them.</summary>
internal sealed class DataTableFormatter : IFormatter, ITabularSource
{
    public MimeBundle? Format(object value, FormatContext context) => View(value) is { } view ? TabularTable.Show(view) : null;

    public TabularView? View(object value) => value switch
    {
        DataTable table => Of(table.TableName, table, table.Rows.Count, (r, c) => table.Rows[r][c]),
        DataView { Table: { } table } rows => Of(table.TableName, table, rows.Count, (r, c) => rows[r][c]),
        _ => null,
    };

    private static TabularView Of(string name, DataTable table, int rows, Func<int, int, object> cell) => new(
        name.Length > 0 ? name : "DataTable",
        [.. table.Columns.Cast<DataColumn>().Select(c => new TabularColumn(c.ColumnName, TypeText.Of(c.DataType), SequenceFormatter.IsNumber(c.DataType)))],
        rows,
        (r, c) => cell(r, c) is var value and not DBNull ? value : null);
}
