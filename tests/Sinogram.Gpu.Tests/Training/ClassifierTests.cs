using System.Globalization;
using Sinogram.Data;
using Sinogram.Gpu.Training;
using Sinogram.Testing;

namespace Sinogram.Gpu.Tests.Training;

public sealed class ClassifierTests
{
    private static readonly CultureInfo _plain = CultureInfo.InvariantCulture;

    [Theory]
    [InlineData("16-8", 20, 32, "adam", 0.005f, 0f, 1UL)]
    [InlineData("", 20, 64, "adam", 0.02f, 0f, 7UL)]
    [InlineData("8", 10, 50, "sgd", 0.02f, 0f, 0xFEDCBA9876543210UL)]
    [InlineData("12-6", 6, 32, "adam", 0.003f, 0.25f, 3UL)]
    public void Losses_split_and_predictions_are_those_of_numpy(string hidden, int epochs, int batch, string optimizer, float rate, float dropout, ulong seed)
    {
        var context = OpenClDevice.Context;
        var options = new TrainingOptions
        {
            Hidden = [.. hidden.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(h => int.Parse(h, _plain))],
            Epochs = epochs,
            BatchSize = batch,
            Optimizer = optimizer == "adam" ? new Optimizer.Adam { Rate = rate } : new Optimizer.Sgd { Rate = rate },
            Dropout = dropout,
            Seed = seed,
        };
        var model = Classifier.Train(Wdbc.Table, "Diagnosis", options: options, context: context, token: TestContext.Current.CancellationToken);
        CompareWithNumpy(Wdbc.Csv, "Diagnosis", hidden, optimizer, rate, options, model);
    }

    [Fact]
    public void Three_classes_are_learnt_as_numpy_learns_them()
    {
        var context = OpenClDevice.Context;
        var csv = Oracle.R("write.csv(iris, row.names=FALSE, quote=FALSE)");
        var options = new TrainingOptions { Hidden = [10], Epochs = 30, BatchSize = 16, Optimizer = new Optimizer.Adam { Rate = 0.02f } };
        var model = Classifier.Train(Wdbc.ReadCsv(csv), "Species", options: options, context: context, token: TestContext.Current.CancellationToken);
        Assert.Equal(["setosa", "versicolor", "virginica"], model.Classes);
        Assert.True(model.Test!.Accuracy > 0.85, model.ToString());
        CompareWithNumpy(csv, "Species", "10", "adam", 0.02f, options, model);
    }

    [Fact]
    public void Logistic_regression_ends_at_the_coefficients_of_glm()
    {
        var context = OpenClDevice.Context;
        var table = Wdbc.Table.Select("Diagnosis", "Texture_mean", "Smoothness_mean");
        var options = new TrainingOptions
        {
            Hidden = [], TestFraction = 0, ValidationFraction = 0, BatchSize = 569, Epochs = 600, Optimizer = new Optimizer.Adam { Rate = 0.05f },
        };
        var model = Classifier.Train(table, "Diagnosis", options: options, context: context, token: TestContext.Current.CancellationToken);
        var expected = Oracle.R(
            "data(wdbc, package='mclust'); d <- data.frame(y = wdbc$Diagnosis == 'M', x = wdbc$Texture_mean, z = wdbc$Smoothness_mean); cat(format(coef(glm(y ~ x + z, binomial, d)), digits = 12))");
        var glm = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, _plain)).ToArray();
        // Back from standardised features to the table's own units.
        var slopes = Enumerable.Range(0, 2).Select(i => model.Parameters[i] / model.Standardizer.Scale[i]).ToArray();
        var intercept = model.Parameters[2] - slopes[0] * model.Standardizer.Mean[0] - slopes[1] * model.Standardizer.Mean[1];
        Assert.Equal(glm[0], intercept, Math.Abs(glm[0]) * 1e-3);
        Assert.Equal(glm[1], slopes[0], Math.Abs(glm[1]) * 1e-3);
        Assert.Equal(glm[2], slopes[1], Math.Abs(glm[2]) * 1e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        var context = OpenClDevice.Context;
        TrainedModel Train(ulong seed) => Classifier.Train(
            Wdbc.Table, "Diagnosis", options: new TrainingOptions { Epochs = 8, Seed = seed, Dropout = 0.1f }, context: context, token: TestContext.Current.CancellationToken);
        var (first, again, other) = (Train(5), Train(5), Train(6));
        Assert.Equal(first.Parameters, again.Parameters);
        Assert.Equal(first.History.Select(r => (r.TrainingLoss, r.ValidationLoss)), again.History.Select(r => (r.TrainingLoss, r.ValidationLoss)));
        Assert.Equal(first.Test, again.Test);
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Fact]
    public void Held_out_predictions_carry_row_label_and_probability()
    {
        var context = OpenClDevice.Context;
        var table = Wdbc.Table;
        var model = Classifier.Train(table, "Diagnosis", options: new TrainingOptions { Epochs = 20 }, context: context, token: TestContext.Current.CancellationToken);
        var held = model.Predictions!;
        Assert.Equal(["row", "label", "predicted", "probability"], held.Schema.Select(f => f.Name));
        Assert.Equal("M", model.Positive);
        var truth = table["Diagnosis"].ToArray<string>();
        foreach (var row in held.Rows)
        {
            Assert.Equal(truth[(int)row.Get<long>("row")], row.Get<string>("label"));
        }
        var all = model.Predict(table, context, TestContext.Current.CancellationToken);
        Assert.Equal(held["row"].ToArray<long>().Select(r => all["probability"].As<double>()[r]), held["probability"].ToArray<double>());
        var right = held.Rows.Count(r => r.Get<string>("label") == r.Get<string>("predicted"));
        Assert.Equal(right / (double)held.RowCount, model.Test!.Accuracy);
        Assert.InRange(model.Test.Accuracy, 0.93, 1);
        Assert.InRange(model.Test.Auc, 0.97, 1);
    }

    [Fact]
    public void An_interrupt_keeps_the_last_complete_epoch()
    {
        var context = OpenClDevice.Context;
        using var stop = new CancellationTokenSource();
        var progress = new Immediate(report =>
        {
            if (report.Epoch == 3)
            {
                stop.Cancel();
            }
        });
        var options = new TrainingOptions { Epochs = 1000 };
        var cut = Classifier.Train(Wdbc.Table, "Diagnosis", options: options, context: context, progress: progress, token: stop.Token);
        Assert.Equal((TrainingEnd.Interrupted, 3), (cut.End, cut.History.Count));
        var whole = Classifier.Train(Wdbc.Table, "Diagnosis", options: options with { Epochs = 3 }, context: context, token: TestContext.Current.CancellationToken);
        Assert.Equal(whole.Parameters, cut.Parameters);
        Assert.ThrowsAny<OperationCanceledException>(() => Classifier.Train(Wdbc.Table, "Diagnosis", options: options, context: context, token: stop.Token));
    }

    [Fact]
    public void Early_stopping_takes_the_parameters_of_the_lowest_validation_loss()
    {
        var context = OpenClDevice.Context;
        var options = new TrainingOptions { Epochs = 400, Patience = 5, ValidationFraction = 0.2, Optimizer = new Optimizer.Adam { Rate = 0.02f } };
        var model = Classifier.Train(Wdbc.Table, "Diagnosis", options: options, context: context, token: TestContext.Current.CancellationToken);
        Assert.Equal(TrainingEnd.EarlyStopping, model.End);
        var best = model.History.MinBy(r => r.ValidationLoss)!.Epoch;
        Assert.Equal(best + 5, model.History.Count);
        var upToBest = Classifier.Train(
            Wdbc.Table, "Diagnosis", options: options with { Epochs = best, Patience = null }, context: context, token: TestContext.Current.CancellationToken);
        Assert.Equal(upToBest.Parameters, model.Parameters);
    }

    [Fact]
    public void What_cannot_be_trained_is_refused_with_what_to_do()
    {
        var context = OpenClDevice.Context;
        var table = new Table(
            Column.Of("y", "a", "b", "a", "b"), Column.Of("x", 1.0, 2, 3, 4), Column.Of("holes", new double?[] { 1, null, 3, 4 }), Column.Of("text", "p", "q", "r", "s"),
            Column.Of("one", "k", "k", "k", "k"));
        string Refusal(string label, string[]? features = null, TrainingOptions? options = null) =>
            Assert.Throws<TrainingException>(() => Classifier.Train(table, label, features, options, context)).Message;
        Assert.Contains("no column 'z'", Refusal("z"), StringComparison.Ordinal);
        Assert.Contains("1 of 4 values of 'holes' are missing", Refusal("y"), StringComparison.Ordinal);
        Assert.Contains("'text' is", Refusal("y", ["text"]), StringComparison.Ordinal);
        Assert.Contains("has 1 class", Refusal("one", ["x"]), StringComparison.Ordinal);
        Assert.Contains("no column 'w'", Refusal("y", ["w"]), StringComparison.Ordinal);
        Assert.Contains("'c' is no class", Refusal("y", ["x"], new TrainingOptions { Positive = "c" }), StringComparison.Ordinal);
        Assert.Contains("too few to hold out", Refusal("y", ["x"], new TrainingOptions { TestFraction = 0.1, ValidationFraction = 0 }), StringComparison.Ordinal);
        Assert.Contains("together leave rows", Refusal("y", ["x"], new TrainingOptions { TestFraction = 0.9, ValidationFraction = 0.2 }), StringComparison.Ordinal);
        Assert.Contains("none of them left for training", Refusal("y", ["x"], new TrainingOptions { TestFraction = 0.75, ValidationFraction = 0.2 }), StringComparison.Ordinal);
        Assert.Contains("lower learning rate", Assert.Throws<TrainingException>(() => Classifier.Train(
            Wdbc.Table, "Diagnosis", options: new TrainingOptions { Optimizer = new Optimizer.Sgd { Rate = 1e30f } }, context: context)).Message, StringComparison.Ordinal);
    }

    private static void CompareWithNumpy(string csv, string label, string hidden, string optimizer, float rate, TrainingOptions options, TrainedModel model)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, csv);
            var lines = Oracle.Python(
                NumpyTraining.Script, file, label, options.Seed.ToString(_plain), hidden, options.Epochs.ToString(_plain), options.BatchSize.ToString(_plain), optimizer,
                ((double)rate).ToString("r", _plain), ((double)options.Dropout).ToString("r", _plain), options.TestFraction.ToString(_plain), options.ValidationFraction.ToString(_plain))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ').Select(t => double.Parse(t, _plain)).ToArray()).ToArray();
            Assert.Equal(options.Epochs, model.History.Count);
            foreach (var report in model.History)
            {
                Assert.Equal(lines[report.Epoch - 1][0], report.TrainingLoss, 2e-4);
                Assert.Equal(lines[report.Epoch - 1][1], report.ValidationLoss, 1e-3);
            }
            Assert.Equal(lines[^2].Select(r => (int)r), model.Split!.Test);
            var probabilities = model.Classes.Count == 2
                ? model.Predictions!["probability"].ToArray<double>()
                : [.. model.Predictions!.Rows.SelectMany(r => model.Classes.Select(c => r.Get<double>($"probability_{c}")))];
            Assert.All(lines[^1].Zip(probabilities), p => Assert.Equal(p.First, p.Second, 2e-3));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class Immediate(Action<EpochReport> act) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => act(value);
    }
}
