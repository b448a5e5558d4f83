using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Training;

/// <summary>A network on a device: its parameters, and the room for the passes over a batch.</summary>
internal sealed class Network : IDisposable
{
    private static readonly string _source = KernelSource.Load("Network.cl");

    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly DeviceBuffer<float>[] _outputs;
    private readonly DeviceBuffer<float>[] _deltas;
    private readonly GpuKernel _dense;
    private readonly GpuKernel _loss;
    private readonly GpuKernel _gradient;
    private readonly GpuKernel _backward;

    /// <param name="context">The device.</param>
    /// <param name="shape">The layers.</param>
    /// <param name="parameters">Weights and biases to begin with.</param>
    /// <param name="rows">The largest batch.</param>
    internal Network(GpuContext context, NetworkShape shape, ReadOnlySpan<float> parameters, int rows)
    {
        (Shape, Rows, _layers) = (shape, rows, shape.Layers);
        Program = context.Compile(_source);
        (_dense, _gradient, _backward) = (Program["dense"], Program["gradient"], Program["backward"]);
        _loss = Program[shape.Outputs == 1 ? "sigmoid_loss" : "softmax_loss"];
        Parameters = context.Upload(parameters);
        Gradients = context.Allocate<float>(parameters.Length);
        _outputs = [.. _layers.Select(l => context.Allocate<float>((long)rows * l.Outputs))];
        _deltas = [.. _layers.Select(l => context.Allocate<float>((long)rows * l.Outputs))];
    }

    internal NetworkShape Shape { get; }

    /// <summary>The largest batch.</summary>
    internal int Rows { get; }

    internal GpuProgram Program { get; }

    internal DeviceBuffer<float> Parameters { get; }

    internal DeviceBuffer<float> Gradients { get; }

    /// <summary>The outputs of the last layer, before sigmoid or softmax, after <see cref="Forward"/>.</summary>
    internal DeviceBuffer<float> Outputs => _outputs[^1];

    /// <summary>Runs a batch through all layers.</summary>
    internal void Forward(DeviceBuffer<float> input, int rows, Dropout dropout)
    {
        foreach (var layer in _layers)
        {
            _dense.Enqueue(
                (long)rows * layer.Outputs,
                [
                    input, Parameters, layer.Offset, rows, layer.Inputs, layer.Outputs, layer.IsHidden ? 1 : 0,
                    dropout.Scale, dropout.Threshold, dropout.Step, layer.Index, dropout.SeedLow, dropout.SeedHigh, _outputs[layer.Index],
                ]);
            input = _outputs[layer.Index];
        }
    }

    /// <summary>After <see cref="Forward"/>: writes each row's loss to <paramref name="losses"/> from <paramref name="first"/> on, and the gradients of their mean.</summary>
    internal void Backward(DeviceBuffer<float> input, DeviceBuffer<int> labels, int rows, Dropout dropout, DeviceBuffer<float> losses, int first)
    {
        _loss.Enqueue(rows, [Outputs, labels, rows, Shape.Classes, first, _deltas[^1], losses]);
        for (var i = _layers.Count - 1; i >= 0; i--)
        {
            var layer = _layers[i];
            var from = i == 0 ? input : _outputs[i - 1];
            _gradient.Enqueue(layer.ParameterCount, [from, _deltas[i], layer.Offset, rows, layer.Inputs, layer.Outputs, Gradients]);
            if (i > 0)
            {
                _backward.Enqueue(
                    (long)rows * layer.Inputs, [_deltas[i], Parameters, layer.Offset, rows, layer.Inputs, layer.Outputs, from, dropout.Scale, _deltas[i - 1]]);
            }
        }
    }

    public void Dispose()
    {
        Parameters.Dispose();
        Gradients.Dispose();
        foreach (var buffer in _outputs.Concat(_deltas))
        {
            buffer.Dispose();
        }
    }
}

/// <summary>What of a step's hidden outputs is left out.</summary>
/// <param name="Threshold">Outputs whose random word is below this are left out; 0 for none.</param>
/// <param name="Scale">What the others are multiplied by.</param>
/// <param name="Step">The step, from 0.</param>
/// <param name="SeedLow">The seed's lower word.</param>
/// <param name="SeedHigh">The seed's upper word.</param>
internal readonly record struct Dropout(uint Threshold, float Scale, uint Step, uint SeedLow, uint SeedHigh)
{
    internal static Dropout None { get; } = new(0, 1, 0, 0, 0);

    internal static Dropout Of(float rate, uint step, ulong seed) =>
        rate > 0 ? new((uint)(rate * 4294967296.0), 1 / (1 - rate), step, (uint)seed, (uint)(seed >> 32)) : None;
}
