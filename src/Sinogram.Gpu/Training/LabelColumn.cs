using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Gpu.Training;

/// <summary>The classes of a table's label column.</summary>
/// <param name="Classes">The distinct labels as text: numbers in their order, text in ordinal order, the positive class last.</param>
/// <param name="Rows">The class of each row, as an index into <paramref name="Classes"/>.</param>
internal sealed record LabelColumn(IReadOnlyList<string> Classes, int[] Rows)
{
    private const int MostClasses = 100;

    /// <exception cref="TrainingException">A label is missing, there is only one class or too many, or no class is the positive one.</exception>
    internal static LabelColumn Read(Column column, string? positive)
    {
        if (column.NullCount > 0)
        {
            throw new TrainingException($"{column.NullCount:N0} of {column.Length:N0} rows have no '{column.Name}': leave them out before training.");
        }
        var texts = new string[column.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] = Convert.ToString(column.GetValue(row), CultureInfo.InvariantCulture) ?? "";
        }
        var classes = texts.Distinct().ToList();
        if (classes.Count < 2)
        {
            throw new TrainingException($"The column '{column.Name}' has {classes.Count} class; at least two are needed.");
        }
        if (classes.Count > MostClasses)
        {
            throw new TrainingException($"The column '{column.Name}' has {classes.Count:N0} different values, more than {MostClasses} classes: is it the label?");
        }
        classes.Sort(column.Type.IsNumeric ? CompareNumbers : string.CompareOrdinal);
        if (positive is not null)
        {
            if (!classes.Remove(positive))
            {
                throw new TrainingException($"'{positive}' is no class of '{column.Name}'; there are: {string.Join(", ", classes)}.");
            }
            classes.Add(positive);
        }
        var index = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        return new LabelColumn(classes, [.. texts.Select(t => index[t])]);
    }

    private static int CompareNumbers(string a, string b) =>
        double.Parse(a, CultureInfo.InvariantCulture).CompareTo(double.Parse(b, CultureInfo.InvariantCulture));
}
