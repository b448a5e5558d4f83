using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Training;

/// <summary>What an optimizer keeps between steps, on the device.</summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly Network _network;
    private readonly GpuKernel _kernel;
    private readonly DeviceBuffer<float> _first;
    private readonly DeviceBuffer<float>? _second;
    private int _step;

    internal OptimizerState(Optimizer optimizer, Network network)
    {
        (_optimizer, _network) = (optimizer, network);
        _kernel = network.Program[optimizer is Optimizer.Adam ? "adam" : "sgd"];
        _first = Zeros();
        _second = optimizer is Optimizer.Adam ? Zeros() : null;
    }

    /// <summary>Moves the parameters by the gradients.</summary>
    internal void Step()
    {
        _step++;
        var count = _network.Parameters.Length;
        switch (_optimizer)
        {
            case Optimizer.Adam adam:
                _kernel.Enqueue(
                    count,
                    [
                        _network.Parameters, _network.Gradients, _first, _second!, count, adam.Rate, adam.Beta1, adam.Beta2, adam.Epsilon,
                        (float)(1 / (1 - Math.Pow(adam.Beta1, _step))), (float)(1 / (1 - Math.Pow(adam.Beta2, _step))),
                    ]);
                break;
            case Optimizer.Sgd sgd:
                _kernel.Enqueue(count, [_network.Parameters, _network.Gradients, _first, count, sgd.Rate, sgd.Momentum]);
                break;
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
    }

    private DeviceBuffer<float> Zeros()
    {
        var buffer = _network.Parameters.Context.Allocate<float>(_network.Parameters.Length);
        buffer.Fill(0);
        return buffer;
    }
}
