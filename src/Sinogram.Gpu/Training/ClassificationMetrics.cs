namespace Sinogram.Gpu.Training;

/// <summary>How predictions agree with the truth.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Loss">Mean cross-entropy, in nats.</param>
/// <param name="Accuracy">Part of the rows whose likeliest class is theirs.</param>
/// <param name="Auc">Area under the ROC curve (two classes), not a number where a class is absent; for more classes the mean of each against the rest.</param>
/// <param name="Sensitivity">Of two classes: part of the positive rows that are found; else not a number.</param>
/// <param name="Specificity">Of two classes: part of the negative rows that are found; else not a number.</param>
public sealed record ClassificationMetrics(int Rows, double Loss, double Accuracy, double Auc, double Sensitivity, double Specificity)
{
    /// <summary>Computes all metrics.</summary>
    /// <param name="probabilities">Probability of each class for each row, row by row.</param>
    /// <param name="labels">The class of each row, from 0; of two classes, 1 is the positive one.</param>
    /// <param name="classes">Number of classes.</param>
    public static ClassificationMetrics Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        if (labels.IsEmpty)
        {
            return new ClassificationMetrics(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }
        var (loss, right) = (0.0, 0);
        var found = new int[classes];
        var present = new int[classes];
        for (var row = 0; row < labels.Length; row++)
        {
            var of = probabilities.Slice(row * classes, classes);
            // The smallest number stands for a probability that was rounded to 0.
            loss -= Math.Log(Math.Max(of[labels[row]], double.Epsilon));
            present[labels[row]]++;
            if (Likeliest(of) == labels[row])
            {
                right++;
                found[labels[row]]++;
            }
        }
        var auc = classes == 2
            ? AreaUnderRoc(probabilities, labels, classes, 1)
            : MeanArea(probabilities, labels, classes);
        var isBinary = classes == 2;
        return new ClassificationMetrics(
            labels.Length, loss / labels.Length, right / (double)labels.Length, auc,
            isBinary ? found[1] / (double)present[1] : double.NaN, isBinary ? found[0] / (double)present[0] : double.NaN);
    }

    /// <summary>The class of the greatest probability; of equal ones the last.</summary>
    internal static int Likeliest(ReadOnlySpan<double> probabilities)
    {
        var best = 0;
        for (var c = 1; c < probabilities.Length; c++)
        {
            if (probabilities[c] >= probabilities[best])
            {
                best = c;
            }
        }
        return best;
    }

    private static double MeanArea(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        var sum = 0.0;
        for (var c = 0; c < classes; c++)
        {
            sum += AreaUnderRoc(probabilities, labels, classes, c);
        }
        return sum / classes;
    }

    /// <summary>The Mann-Whitney statistic over the number of pairs; equal scores count half (Bamber 1975).</summary>
    private static double AreaUnderRoc(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes, int positive)
    {
        var scores = new double[labels.Length];
        var isPositive = new bool[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            scores[row] = probabilities[row * classes + positive];
            isPositive[row] = labels[row] == positive;
        }
        Array.Sort(scores, isPositive);
        double positives = isPositive.Count(p => p), negatives = labels.Length - positives, rankSum = 0;
        for (int from = 0, to; from < scores.Length; from = to)
        {
            for (to = from + 1; to < scores.Length && scores[to] == scores[from]; to++)
            {
            }
            var rank = (from + 1 + to) / 2.0;
            rankSum += rank * isPositive.AsSpan(from, to - from).Count(true);
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
