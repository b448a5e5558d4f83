namespace Sinogram.Core.Display;

/// <summary>A value as rows and columns, for displays that sort, filter and page.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="RowCount">How many rows it has.</param>
/// <param name="Cell">The value of a row (from 0) and a column; null where there is none. Called from any thread, one call at a time.</param>
public sealed record TabularView(string Name, IReadOnlyList<TabularColumn> Columns, int RowCount, Func<int, int, object?> Cell)
{
    /// <summary>The text of a cell as it is shown, where the view knows it better than its reader.</summary>
    public Func<int, int, string?>? Text { get; init; }
}

/// <summary>A column of a <see cref="TabularView"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in a word.</param>
/// <param name="IsNumeric">Numbers, set to the right.</param>
public sealed record TabularColumn(string Name, string Type, bool IsNumeric);

/// <summary>A formatter that knows values as rows and columns.</summary>
public interface ITabularSource
{
    /// <summary>The rows and columns of a value, or null where it is not for it.</summary>
    TabularView? View(object value);
}
