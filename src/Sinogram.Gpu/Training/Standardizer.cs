namespace Sinogram.Gpu.Training;

/// <summary>Shifts and scales features to mean 0 and variance 1 over the rows it was fitted on.</summary>
/// <param name="Mean">Mean of each feature.</param>
/// <param name="Scale">Standard deviation of each feature (dividing by the number of rows); 1 for a feature of one value.</param>
public sealed record Standardizer(IReadOnlyList<double> Mean, IReadOnlyList<double> Scale)
{
    /// <summary>Fits mean and deviation on some rows of a matrix.</summary>
    /// <param name="values">The matrix, row by row.</param>
    /// <param name="columns">Its number of columns.</param>
    /// <param name="rows">The rows to fit on.</param>
    public static Standardizer Fit(ReadOnlySpan<double> values, int columns, IReadOnlyList<int> rows)
    {
        var mean = new double[columns];
        var scale = new double[columns];
        foreach (var row in rows)
        {
            for (var c = 0; c < columns; c++)
            {
                mean[c] += values[row * columns + c];
            }
        }
        for (var c = 0; c < columns; c++)
        {
            mean[c] /= rows.Count;
        }
        foreach (var row in rows)
        {
            for (var c = 0; c < columns; c++)
            {
                var d = values[row * columns + c] - mean[c];
                scale[c] += d * d;
            }
        }
        for (var c = 0; c < columns; c++)
        {
            var deviation = Math.Sqrt(scale[c] / rows.Count);
            scale[c] = deviation > 0 ? deviation : 1;
        }
        return new Standardizer(mean, scale);
    }

    /// <summary>The matrix shifted and scaled, in 32-bit numbers.</summary>
    public float[] Apply(ReadOnlySpan<double> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var column = i % Mean.Count;
            result[i] = (float)((values[i] - Mean[column]) / Scale[column]);
        }
        return result;
    }
}
