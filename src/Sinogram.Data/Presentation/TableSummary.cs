using System.Collections.Immutable;
using System.Globalization;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Presentation;

/// <summary>What is shown of a table: its first and last rows as text, types, null counts, and totals that say what was left out.</summary>
/// <param name="RowCount">Rows of the table.</param>
/// <param name="ColumnCount">Columns of the table.</param>
/// <param name="Columns">The shown columns.</param>
/// <param name="First">The first rows: a text for each shown column, null where a value is missing.</param>
/// <param name="Last">The last rows, when not all are among the first.</param>
/// <param name="MayHaveMore">The table itself is only the beginning of a longer result.</param>
public sealed record TableSummary(
    long RowCount, int ColumnCount, ImmutableArray<ColumnSummary> Columns, ImmutableArray<ImmutableArray<string?>> First, ImmutableArray<ImmutableArray<string?>> Last, bool MayHaveMore)
{
    /// <summary>Set in a table's metadata to <c>true</c> when it holds only the first rows of a longer result.</summary>
    public const string PartialKey = "sinogram.partial";

    public long ShownRows => First.Length + Last.Length;

    /// <summary>For example <c>20 of 1,204 rows × 5 columns</c>.</summary>
    public string Totals
    {
        get
        {
            var rows = Count(RowCount, "row");
            var shown = ShownRows < RowCount ? string.Create(CultureInfo.InvariantCulture, $"{ShownRows:N0} of {rows}") : rows;
            var columns = Columns.Length < ColumnCount ? string.Create(CultureInfo.InvariantCulture, $"{Columns.Length} of {Count(ColumnCount, "column")}") : Count(ColumnCount, "column");
            return $"{shown} × {columns}{(MayHaveMore ? ": the result has more rows than were fetched" : "")}";
        }
    }

    /// <param name="table">The table.</param>
    /// <param name="rows">At most so many rows in all, half of them from the end.</param>
    /// <param name="columns">At most so many columns.</param>
    /// <param name="reveal">Identified columns are shown as they are, not masked.</param>
    public static TableSummary Of(Table table, int rows = 20, int columns = 40, bool reveal = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        var shown = table.Columns.Take(columns).ToImmutableArray();
        var first = table.RowCount <= rows ? table.RowCount : (rows + 1) / 2;
        var last = table.RowCount <= rows ? 0 : rows / 2;
        return new TableSummary(
            table.RowCount,
            table.ColumnCount,
            [.. shown.Select(c => new ColumnSummary(c.Name, c.Type.ToString(), c.Type.IsNumeric, c.NullCount, c.Field.Identified))],
            Texts(shown, 0, first, reveal),
            Texts(shown, table.RowCount - last, table.RowCount, reveal),
            table.Schema.Metadata.GetValueOrDefault(PartialKey) == "true");
    }

    /// <summary>A value as it is shown: masked where its column identifies, null where it is missing.</summary>
    public static string? TextOf(Column column, long row, bool reveal)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Field.Identified && !reveal ? IdentifyingColumns.MaskOf(column, row) : ValueText.Of(column, row);
    }

    private static ImmutableArray<ImmutableArray<string?>> Texts(ImmutableArray<Column> columns, long from, long to, bool reveal)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string?>>();
        for (var row = from; row < to; row++) { rows.Add([.. columns.Select(c => TextOf(c, row, reveal))]); }
        return rows.ToImmutable();
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type in words.</param>
/// <param name="IsNumeric">Shown flush right.</param>
/// <param name="NullCount">Missing values in the whole column.</param>
/// <param name="Identified">The values identify a person.</param>
public sealed record ColumnSummary(string Name, string Type, bool IsNumeric, long NullCount, bool Identified);
