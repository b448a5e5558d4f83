using System.Globalization;
using Sinogram.Gpu.Training;
using Sinogram.Testing;

namespace Sinogram.Gpu.Tests.Training;

public sealed class ClassificationMetricsTests
{
    [Fact]
    public void The_area_under_the_curve_is_that_of_pROC_with_ties_too()
    {
        var random = new Random(9);
        var labels = Enumerable.Range(0, 200).Select(_ => random.Next(2)).ToArray();
        var scores = labels.Select(l => Math.Round(Math.Clamp(0.3 * l + random.NextDouble() * 0.7, 0, 1), 1)).ToArray();
        double[] probabilities = [.. scores.SelectMany(s => new[] { 1 - s, s })];
        var metrics = ClassificationMetrics.Of(probabilities, labels, 2);
        var text = string.Join(",", scores.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        var expected = Oracle.R(
            $"if (!requireNamespace('pROC', quietly=TRUE)) cat('missing') else cat(format(as.numeric(suppressMessages(pROC::auc(c({string.Join(",", labels)}), c({text}), direction='<'))), digits=15))");
        if (expected == "missing")
        {
            Assert.Skip("R's pROC is not installed: apt-get install r-cran-proc");
        }
        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), metrics.Auc, 1e-12);
    }

    [Fact]
    public void Counts_of_a_small_case_are_those_made_by_hand()
    {
        double[] probabilities = [0.9, 0.1, 0.2, 0.8, 0.4, 0.6, 0.7, 0.3];
        var metrics = ClassificationMetrics.Of(probabilities, [0, 1, 0, 1], 2);
        Assert.Equal((0.5, 0.5, 0.5), (metrics.Accuracy, metrics.Sensitivity, metrics.Specificity));
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.4) + Math.Log(0.3)) / 4, metrics.Loss, 1e-12);
        Assert.Equal(0.75, metrics.Auc);
    }
}
