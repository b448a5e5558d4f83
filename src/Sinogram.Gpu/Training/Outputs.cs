using Sinogram.Gpu.Devices;
using Sinogram.Gpu.Tensors;

namespace Sinogram.Gpu.Training;

/// <summary>Runs rows through a network, and turns its outputs into probabilities.</summary>
internal static class Outputs
{
    private const int BatchRows = 4096;

    /// <summary>Probability of each class for each row of a standardised matrix.</summary>
    internal static double[] Predict(GpuContext context, NetworkShape shape, ReadOnlySpan<float> parameters, ReadOnlySpan<float> values, CancellationToken token)
    {
        var rows = values.Length / shape.Inputs;
        using var network = new Network(context, shape, parameters, Math.Clamp(rows, 1, BatchRows));
        return Predict(network, values, token);
    }

    /// <summary>The same with a network that is on the device already.</summary>
    internal static double[] Predict(Network network, ReadOnlySpan<float> values, CancellationToken token)
    {
        var shape = network.Shape;
        var rows = values.Length / shape.Inputs;
        var probabilities = new double[rows * shape.Classes];
        for (var first = 0; first < rows; first += network.Rows)
        {
            token.ThrowIfCancellationRequested();
            var count = Math.Min(network.Rows, rows - first);
            using var batch = Tensor.Upload(
                network.Parameters.Context, values.Slice(first * shape.Inputs, count * shape.Inputs), count, shape.Inputs, token);
            network.Forward(batch.Values, count, Dropout.None);
            var outputs = new float[count * shape.Outputs];
            network.Outputs.Read(outputs, token: token);
            Probabilities(outputs, shape.Classes, probabilities.AsSpan(first * shape.Classes));
        }
        return probabilities;
    }

    private static void Probabilities(ReadOnlySpan<float> outputs, int classes, Span<double> target)
    {
        if (classes == 2)
        {
            for (var row = 0; row < outputs.Length; row++)
            {
                // Both by themselves: 1 - p would lose the smaller one.
                target[2 * row] = 1 / (1 + Math.Exp(outputs[row]));
                target[2 * row + 1] = 1 / (1 + Math.Exp(-outputs[row]));
            }
            return;
        }
        for (var at = 0; at < outputs.Length; at += classes)
        {
            var of = outputs.Slice(at, classes);
            var top = of[0];
            foreach (var output in of)
            {
                top = Math.Max(top, output);
            }
            var sum = 0.0;
            for (var c = 0; c < classes; c++)
            {
                sum += target[at + c] = Math.Exp((double)of[c] - top);
            }
            for (var c = 0; c < classes; c++)
            {
                target[at + c] /= sum;
            }
        }
    }
}
