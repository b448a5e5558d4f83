using System.Globalization;
using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Training;

/// <summary>Trains classifiers on tables.</summary>
public static class Classifier
{
    /// <summary>
    /// Splits a table by class, standardises its features on the training rows, trains a network, and tests it on the held-out rows.
    /// </summary>
    /// <remarks>
    /// The same table, options and device give the same parameters and figures bit for bit. A cancelled token ends training: the model of
    /// the last complete epoch is returned and says so (<see cref="TrainedModel.End"/>).
    /// </remarks>
    /// <param name="table">One row for each case.</param>
    /// <param name="label">The column of the classes.</param>
    /// <param name="features">The columns to learn from; null for all numbers that do not identify a patient.</param>
    /// <param name="options">How to train.</param>
    /// <param name="context">The device; null for the default one.</param>
    /// <param name="progress">Told of each epoch when it is complete.</param>
    /// <param name="clock">Measures the time of epochs.</param>
    /// <param name="token">Ends training.</param>
    /// <exception cref="TrainingException">The table or the options cannot be trained with.</exception>
    /// <exception cref="GpuException">There is no device, or it fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the first epoch was complete.</exception>
    public static TrainedModel Train(
        Table table,
        string label,
        IReadOnlyList<string>? features = null,
        TrainingOptions? options = null,
        GpuContext? context = null,
        IProgress<EpochReport>? progress = null,
        TimeProvider? clock = null,
        CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(label);
        options ??= new TrainingOptions();
        options.Check();
        if (!table.Contains(label))
        {
            throw new TrainingException($"The table has no column '{label}' for the label; it has: {string.Join(", ", table.Schema.Select(f => f.Name))}.");
        }
        var labels = LabelColumn.Read(table[label], options.Positive);
        features ??= FeatureMatrix.Candidates(table, table[label].Name);
        if (features.Count == 0 || features.Contains(table[label].Name))
        {
            throw new TrainingException(features.Count == 0 ? "The table has no numeric column to learn from." : $"The label '{label}' cannot be a feature as well.");
        }
        var matrix = FeatureMatrix.Read(table, features);
        var split = DataSplit.Stratified(labels.Rows, options.TestFraction, options.ValidationFraction, options.Seed);
        CheckTrainingRows(split, labels);
        if (options.TestFraction > 0 && split.Test.Count == 0)
        {
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture, $"The table has {labels.Rows.Length} rows: too few to hold out {options.TestFraction:P0} of each class. Give it more rows, or hold out none with a test fraction of 0."));
        }
        var standardizer = Standardizer.Fit(matrix, features.Count, split.Training);
        var shape = new NetworkShape(features.Count, [.. options.Hidden], labels.Classes.Count);
        context ??= GpuContext.Default;
        TrainingRun run;
        using (var trainer = new Trainer(context, shape, standardizer.Apply(matrix), labels.Rows, split, options, clock ?? TimeProvider.System))
        {
            run = trainer.Run(progress, token);
        }
        var model = new TrainedModel
        {
            Shape = shape,
            Parameters = run.Parameters,
            Features = [.. features],
            Label = table[label].Name,
            Classes = labels.Classes,
            Standardizer = standardizer,
            Seed = options.Seed,
            Device = context.Device.Name,
            History = run.History,
            End = run.End,
            Split = split,
        };
        return WithTest(model, context, matrix, labels.Rows, table[label].Field.Identified);
    }

    private static TrainedModel WithTest(TrainedModel model, GpuContext context, double[] matrix, int[] labels, bool isIdentified)
    {
        var rows = model.Split!.Test;
        var width = model.Features.Count;
        double[] values = [.. rows.SelectMany(row => matrix[(row * width)..((row + 1) * width)])];
        int[] truth = [.. rows.Select(row => labels[row])];
        // Also after an interrupt: the held-out rows are few against an epoch.
        var probabilities = model.Probabilities(context, values, CancellationToken.None);
        return model with
        {
            Test = rows.Count == 0 ? null : ClassificationMetrics.Of(probabilities, truth, model.Classes.Count),
            Predictions = new Table(
            [
                Column.Of("row", rows.Select(r => (long)r).ToArray()),
                Column.Of("label", truth.Select(t => model.Classes[t]).ToArray()).WithIdentified(isIdentified),
                .. model.PredictionColumns(probabilities),
            ]),
        };
    }

    private static void CheckTrainingRows(DataSplit split, LabelColumn labels)
    {
        var present = split.Training.Select(row => labels.Rows[row]).ToHashSet();
        for (var c = 0; c < labels.Classes.Count; c++)
        {
            if (!present.Contains(c))
            {
                var count = labels.Rows.Count(l => l == c);
                throw new TrainingException($"The class '{labels.Classes[c]}' has {count} rows, none of them left for training: lower the fractions or leave the class out.");
            }
        }
    }
}
