using System.Collections;
using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Foreign;

/// <summary>Data frames of Microsoft.Data.Analysis: named columns of one length, each read by its indexer.</summary>
internal static class DataFrames
{
    public static MimeBundle? Show(object frame) => View(frame) is { } view ? TabularTable.Show(view) : null;

    public static MimeBundle? ShowColumn(object column) =>
        ColumnOf(column) is { } only ? TabularTable.Show(ViewOf([only], $"DataFrameColumn {only.Head.Name}")) : null;

    public static TabularView? View(object frame)
    {
        if (Reflected.Get(frame, "Columns") is not IEnumerable columns)
        {
            return null;
        }

        var known = columns.Cast<object>().Select(ColumnOf).ToList();
        return known.Contains(null) ? null : ViewOf([.. known.OfType<Column>()], "DataFrame");
    }

    private static TabularView ViewOf(IReadOnlyList<Column> columns, string name) =>
        new(name, [.. columns.Select(c => c.Head)], columns.Count == 0 ? 0 : columns.Min(c => c.Length), (r, c) => columns[c].Read(r));

    private static Column? ColumnOf(object column)
    {
        var name = Convert.ToString(Reflected.Get(column, "Name"), CultureInfo.InvariantCulture) ?? "";
        var type = Reflected.Get(column, "DataType") as Type ?? typeof(object);
        var read = Reflected.Indexer(column, typeof(long));
        return read is not null && Reflected.Whole(column, "Length") is { } length
            ? new Column(new TabularColumn(name, TypeText.Of(type), SequenceFormatter.IsNumber(type)), (int)Math.Min(length, int.MaxValue), r => read((long)r))
            : null;
    }

    private sealed record Column(TabularColumn Head, int Length, Func<int, object?> Read);
}
