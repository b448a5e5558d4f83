using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Training;

/// <summary>
/// A trained classifier: its network, what it standardises by, and how it was trained. Immutable.
/// </summary>
public sealed record TrainedModel
{
    /// <summary>The network.</summary>
    public required NetworkShape Shape { get; init; }

    /// <summary>Weights and biases, as <see cref="NetworkShape.Layers"/> places them.</summary>
    public required IReadOnlyList<float> Parameters { get; init; }

    /// <summary>The columns that it reads, in order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The column that it predicts.</summary>
    public required string Label { get; init; }

    /// <summary>The classes, in the order of its outputs; of two, the last is the positive one.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Shift and scale of the features, fitted on the training rows.</summary>
    public required Standardizer Standardizer { get; init; }

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>The device that it was trained on.</summary>
    public string Device { get; init; } = "";

    /// <summary>One report for each complete epoch; empty for a model read from a file.</summary>
    public IReadOnlyList<EpochReport> History { get; init; } = [];

    /// <summary>Why training ended.</summary>
    public TrainingEnd End { get; init; }

    /// <summary>Which rows trained, which were watched, which were held out; null for a model read from a file.</summary>
    public DataSplit? Split { get; init; }

    /// <summary>Metrics of the held-out rows; null where there are none.</summary>
    public ClassificationMetrics? Test { get; init; }

    /// <summary>
    /// Predictions of the held-out rows: <c>row</c> (from 0, in the table that was given), <c>label</c>, <c>predicted</c>, and
    /// <c>probability</c> of the positive class (for more than two classes one column <c>probability_CLASS</c> each). Null for a model read from a file.
    /// </summary>
    public Table? Predictions { get; init; }

    /// <summary>The class that <c>probability</c> is of, null for more than two.</summary>
    public string? Positive => Classes.Count == 2 ? Classes[1] : null;

    /// <summary>Predicts every row of a table: <c>predicted</c> and the probabilities, as in <see cref="Predictions"/>.</summary>
    /// <exception cref="TrainingException">The table lacks a feature, or values of one.</exception>
    /// <exception cref="GpuException">The device fails.</exception>
    public Table Predict(Table table, GpuContext? context = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var values = FeatureMatrix.Read(table, Features);
        return new Table(PredictionColumns(Probabilities(context ?? GpuContext.Default, values, token)));
    }

    /// <summary>Writes the model as safetensors (<see cref="ModelFile"/>); an existing file is replaced when the new one is complete.</summary>
    public void Save(string path) => ModelFile.Save(this, path);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="TrainingException">The file is not such a model.</exception>
    public static TrainedModel Load(string path) => ModelFile.Load(path);

    /// <inheritdoc/>
    public override string ToString() => $"{Label} from {Features.Count} features, layers {Shape}, classes {string.Join("/", Classes)}"
        + (Test is { Rows: > 0 } test ? $"; {test.Rows} held-out rows: accuracy {test.Accuracy:0.000}, AUC {test.Auc:0.000}, loss {test.Loss:0.000}" : "");

    internal double[] Probabilities(GpuContext context, ReadOnlySpan<double> values, CancellationToken token) =>
        Outputs.Predict(context, Shape, [.. Parameters], Standardizer.Apply(values), token);

    internal IEnumerable<Column> PredictionColumns(double[] probabilities)
    {
        var count = Classes.Count;
        var rows = probabilities.Length / count;
        yield return Column.Of("predicted", Enumerable.Range(0, rows).Select(r => Classes[ClassificationMetrics.Likeliest(probabilities.AsSpan(r * count, count))]).ToArray());
        for (var c = count == 2 ? 1 : 0; c < count; c++)
        {
            var of = c;
            yield return Column.Of(count == 2 ? "probability" : $"probability_{Classes[c]}", Enumerable.Range(0, rows).Select(r => probabilities[r * count + of]).ToArray());
        }
    }
}
