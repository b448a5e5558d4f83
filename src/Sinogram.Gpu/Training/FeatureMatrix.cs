using Sinogram.Data;

namespace Sinogram.Gpu.Training;

/// <summary>Numeric columns of a table as a matrix, row by row.</summary>
internal static class FeatureMatrix
{
    /// <summary>The columns to train on where none are named: numbers that do not identify a patient, without the label.</summary>
    internal static IReadOnlyList<string> Candidates(Table table, string label) =>
        [.. table.Columns.Where(c => c.Name != label && IsNumber(c) && !c.Field.Identified).Select(c => c.Name)];

    /// <exception cref="TrainingException">A column is missing, no number, or lacks values.</exception>
    internal static double[] Read(Table table, IReadOnlyList<string> features)
    {
        var rows = (int)table.RowCount;
        var matrix = new double[rows * features.Count];
        for (var c = 0; c < features.Count; c++)
        {
            if (!table.Contains(features[c]))
            {
                throw new TrainingException($"The table has no column '{features[c]}'; it has: {string.Join(", ", table.Schema.Select(f => f.Name))}.");
            }
            var column = table[features[c]];
            if (!IsNumber(column))
            {
                throw new TrainingException($"The column '{column.Name}' is {column.Type}, not a number: leave it out or encode it first.");
            }
            var values = column.ToDoubles();
            var missing = values.Count(v => !double.IsFinite(v));
            if (missing > 0)
            {
                throw new TrainingException($"{missing:N0} of {rows:N0} values of '{column.Name}' are missing or not finite: fill them or leave the rows out.");
            }
            for (var row = 0; row < rows; row++)
            {
                matrix[row * features.Count + c] = values[row];
            }
        }
        return matrix;
    }

    private static bool IsNumber(Column column) => column.Type.IsNumeric || column.Type.Id == TypeId.Bool;
}
