using System.Globalization;
using Sinogram.Core.Magics;
using Sinogram.Gpu.Features;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary>The verbs <c>features</c>, <c>train</c> and <c>predict</c>.</summary>
internal sealed class TrainingVerbs(TimeProvider clock)
{
    private static readonly TrainingOptions _defaults = new();

    internal static VerbInfo Features { get; } = new(
        "features",
        "Computes first-order features (IBSI) of images: a float[], or a list of them.",
        GpuOptions.Device,
        OptionInfo.Whole("bins", "bins of the histogram for entropy and uniformity", "32"))
    {
        TakesVariables = true,
        HasResult = true,
    };

    internal static VerbInfo Train { get; } = new(
        "train",
        "Trains a classifier on a table and tests it on held-out rows.",
        OptionInfo.Of("label", "COLUMN", "the column of the classes", 'l') with { Required = true },
        Columns("features", "columns to learn from") with { Alias = 'f', Default = "all numbers" },
        Columns("exclude", "columns not to learn from"),
        Columns("hidden", "widths of the hidden layers, 0 for none") with { Value = "N,N", Default = "16,8", Kind = OptionKind.Whole },
        OptionInfo.Whole("epochs", "passes over the training rows", "50", 'e'),
        OptionInfo.Whole("batch", "rows of a step", "32", 'b'),
        OptionInfo.Whole("seed", "decides split, first weights and order", "1", 's'),
        OptionInfo.Number("rate", "learning rate", "0.005"),
        OptionInfo.Choice("optimizer", "how weights follow their gradients", "adam", "sgd") with { Default = "adam" },
        OptionInfo.Number("dropout", "part of hidden outputs left out in training", "0"),
        OptionInfo.Number("test-fraction", "part of the rows that is held out", "0.3"),
        OptionInfo.Number("validation-fraction", "part of the rows whose loss is watched", "0.1"),
        OptionInfo.Whole("patience", "stop after so many epochs without a lower validation loss"),
        OptionInfo.Of("positive", "CLASS", "the class that probabilities are of") with { Default = "the last" },
        OptionInfo.Of("predictions", "NAME", "keep the predictions of the held-out rows in this variable", 'p'),
        OptionInfo.Of("save", "FILE", "write the model as safetensors"),
        GpuOptions.Device)
    {
        TakesVariables = true,
        HasResult = true,
    };

    internal static VerbInfo Predict { get; } = new(
        "predict",
        "Predicts the rows of a table with a trained model.",
        OptionInfo.Of("model", "NAME|FILE", "a variable that holds a model, or a safetensors file", 'm') with { Required = true },
        GpuOptions.Device)
    {
        TakesVariables = true,
        HasResult = true,
    };

    internal static object Measure(MagicInvocation invocation, CancellationToken token)
    {
        if (invocation.Options(CommonOptions.In.Name) is not [var name])
        {
            throw new MagicException("#!gpu features takes one variable: --in NAME.");
        }
        IEnumerable<ReadOnlyMemory<float>> images = GpuOptions.Variable(invocation, name) switch
        {
            float[] one => [one],
            IEnumerable<float[]> many => many.Select(i => new ReadOnlyMemory<float>(i)),
            IEnumerable<ReadOnlyMemory<float>> many => many,
            var other => throw new MagicException($"'{name}' is a {other.GetType().Name}, not a float[] or a list of them."),
        };
        return FeatureTable.FirstOrder(images, GpuOptions.Context(invocation), (int)(invocation.Whole("bins") ?? 32), token: token);
    }

    internal object? Fit(MagicInvocation invocation, CancellationToken token)
    {
        var table = GpuOptions.InputTable(invocation);
        var exclude = invocation.Options("exclude");
        if (exclude.FirstOrDefault(c => !table.Contains(c)) is { } unknown)
        {
            throw new MagicException($"The table has no column '{unknown}' to exclude.");
        }
        var features = invocation.Options("features") is { Count: > 0 } named ? named : null;
        var options = Options(invocation);
        if (invocation.Has("save"))
        {
            ExportPolicy.Require(invocation.Context.Settings, "--save");
        }

        using var curve = new LossCurveDisplay(invocation.Context.Output, clock, options.Epochs);
        var model = Classifier.Train(
            exclude.Count > 0 ? table.Drop(exclude) : table, invocation.Option("label")!, features, options, GpuOptions.Context(invocation), curve, clock, token);
        curve.Finish(model);
        if (invocation.Option("save") is { } file)
        {
            model.Save(file);
        }
        if (invocation.Option("predictions") is { } predictions)
        {
            invocation.Keep(predictions, model.Predictions);
        }
        if (model.End == TrainingEnd.Interrupted)
        {
            // The cell ends as interrupted, and what is complete is kept.
            if (invocation.Option(CommonOptions.Out.Name) is { } kept)
            {
                invocation.Keep(kept, model);
            }
            token.ThrowIfCancellationRequested();
        }
        return invocation.Has(CommonOptions.Out.Name) ? model : null;
    }

    internal static object Apply(MagicInvocation invocation, CancellationToken token)
    {
        var table = GpuOptions.InputTable(invocation);
        var name = invocation.Option("model")!;
        TrainedModel model;
        if (invocation.Context.Variables.TryGet(name, out var value) && value is not null)
        {
            model = value as TrainedModel ?? throw new MagicException($"'{name}' is a {value.GetType().Name}, not a trained model.");
        }
        else
        {
            model = File.Exists(name)
                ? TrainedModel.Load(name)
                : throw new MagicException($"There is no variable and no file '{name}'.", "#!gpu train … --out NAME keeps a model.");
        }
        return model.Predict(table, GpuOptions.Context(invocation), token);
    }

    private static TrainingOptions Options(MagicInvocation invocation)
    {
        var rate = (float?)invocation.Number("rate");
        return new TrainingOptions
        {
            Hidden = invocation.Options("hidden") is { Count: > 0 } widths
                ? [.. widths.Select(w => int.Parse(w, CultureInfo.InvariantCulture)).Where(w => w != 0)]
                : _defaults.Hidden,
            Epochs = Whole("epochs", _defaults.Epochs),
            BatchSize = Whole("batch", _defaults.BatchSize),
            Seed = unchecked((ulong)(invocation.Whole("seed") ?? (long)_defaults.Seed)),
            Optimizer = invocation.Option("optimizer") == "sgd" ? new Optimizer.Sgd { Rate = rate ?? 0.01f } : new Optimizer.Adam { Rate = rate ?? _defaults.Optimizer.Rate },
            Dropout = (float)(invocation.Number("dropout") ?? 0),
            TestFraction = invocation.Number("test-fraction") ?? _defaults.TestFraction,
            ValidationFraction = invocation.Number("validation-fraction") ?? _defaults.ValidationFraction,
            Patience = invocation.Whole("patience") is { } patience ? (int)patience : null,
            Positive = invocation.Option("positive"),
        };

        int Whole(string option, int byDefault) => invocation.Whole(option) is { } value
            ? value is > 0 and <= int.MaxValue ? (int)value : throw new MagicException($"--{option} takes a number from 1, not {value}.")
            : byDefault;
    }

    private static OptionInfo Columns(string name, string summary) => new(name, summary) { Value = "A,B", Many = true };
}
