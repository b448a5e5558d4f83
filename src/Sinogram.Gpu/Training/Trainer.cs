using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Training;

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were run.</summary>
    Finished,

    /// <summary>The validation loss had not become lower for the epochs that patience allows.</summary>
    EarlyStopping,

    /// <summary>It was interrupted; the parameters are those of the last complete epoch.</summary>
    Interrupted,
}

/// <summary>The parameters that training ended with, and how it went.</summary>
/// <param name="Parameters">Weights and biases, as <see cref="NetworkShape.Layers"/> places them.</param>
/// <param name="History">One report for each complete epoch.</param>
/// <param name="End">Why training ended.</param>
internal sealed record TrainingRun(float[] Parameters, IReadOnlyList<EpochReport> History, TrainingEnd End);

/// <summary>Trains a network in mini-batches on a device.</summary>
internal sealed class Trainer : IDisposable
{
    private static readonly TimeSpan _queueGoal = TimeSpan.FromMilliseconds(20);

    private readonly GpuContext _context;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _clock;
    private readonly int[] _order;
    private readonly float[] _validation;
    private readonly int[] _validationLabels;
    private readonly Network _network;
    private readonly OptimizerState _optimizer;
    private readonly DeviceBuffer<float> _values;
    private readonly DeviceBuffer<int> _labels;
    private readonly DeviceBuffer<int> _deviceOrder;
    private readonly DeviceBuffer<float> _batch;
    private readonly DeviceBuffer<int> _batchLabels;
    private readonly DeviceBuffer<float> _losses;
    private uint _step;

    /// <param name="context">The device.</param>
    /// <param name="shape">The network.</param>
    /// <param name="values">The standardised matrix, row by row.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="split">Which rows train and which are watched.</param>
    /// <param name="options">How to train.</param>
    /// <param name="clock">Measures the time of epochs.</param>
    internal Trainer(GpuContext context, NetworkShape shape, float[] values, int[] labels, DataSplit split, TrainingOptions options, TimeProvider clock)
    {
        (_context, _options, _clock) = (context, options, clock);
        _order = [.. split.Training];
        _validation = [.. split.Validation.SelectMany(row => values[(row * shape.Inputs)..((row + 1) * shape.Inputs)])];
        _validationLabels = [.. split.Validation.Select(row => labels[row])];
        var batch = Math.Min(options.BatchSize, _order.Length);
        _network = new Network(context, shape, shape.InitialParameters(options.Seed), Math.Max(batch, Math.Min(4096, _validationLabels.Length)));
        _optimizer = new OptimizerState(options.Optimizer, _network);
        _values = context.Upload<float>(values);
        _labels = context.Upload<int>(labels);
        _deviceOrder = context.Allocate<int>(_order.Length);
        _batch = context.Allocate<float>((long)batch * shape.Inputs);
        _batchLabels = context.Allocate<int>(batch);
        _losses = context.Allocate<float>(_order.Length);
    }

    /// <summary>Runs all epochs, or until patience or the token ends training.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before the first epoch was complete.</exception>
    internal TrainingRun Run(IProgress<EpochReport>? progress, CancellationToken token)
    {
        var began = _clock.GetTimestamp();
        var history = new List<EpochReport>();
        using var kept = _context.Allocate<float>(_network.Parameters.Length);
        var best = (Loss: double.PositiveInfinity, Epoch: 0);
        var end = TrainingEnd.Finished;
        for (var epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            try
            {
                history.Add(Epoch(epoch, began, token));
            }
            catch (OperationCanceledException) when (history.Count > 0)
            {
                end = TrainingEnd.Interrupted;
                break;
            }
            var report = history[^1];
            if (!double.IsFinite(report.TrainingLoss))
            {
                throw new TrainingException($"The loss is {report.TrainingLoss} after epoch {epoch}: use a lower learning rate than {_options.Optimizer.Rate}.");
            }
            progress?.Report(report);
            // Without patience the last complete epoch is kept, with it the best one.
            if (_options.Patience is not { } patience || report.ValidationLoss < best.Loss)
            {
                best = (report.ValidationLoss, epoch);
                _network.Parameters.CopyTo(kept);
            }
            else if (epoch - best.Epoch >= patience)
            {
                end = TrainingEnd.EarlyStopping;
                break;
            }
        }
        // The token may be cancelled already; what is complete is still taken home.
        return new TrainingRun(kept.ToArray(CancellationToken.None), history, end);
    }

    public void Dispose()
    {
        _network.Dispose();
        _optimizer.Dispose();
        foreach (var buffer in new IDisposable[] { _values, _labels, _deviceOrder, _batch, _batchLabels, _losses })
        {
            buffer.Dispose();
        }
    }

    private EpochReport Epoch(int epoch, long began, CancellationToken token)
    {
        new Philox(_options.Seed, (uint)epoch, 0, Philox.Purpose.Order).Shuffle(_order);
        _deviceOrder.Write(_order, token: token);
        var (queued, depth, since) = (0, 1, _clock.GetTimestamp());
        for (var first = 0; first < _order.Length; first += _options.BatchSize)
        {
            token.ThrowIfCancellationRequested();
            Step(first, Math.Min(_options.BatchSize, _order.Length - first));
            // No more is queued than runs within the goal, so that an interrupt does not wait for the rest of the epoch.
            if (++queued >= depth)
            {
                _context.Finish(token);
                depth = _clock.GetElapsedTime(since) < _queueGoal ? Math.Min(2 * depth, 1024) : Math.Max(depth / 2, 1);
                (queued, since) = (0, _clock.GetTimestamp());
            }
        }
        var losses = _losses.ToArray(token);
        var loss = losses.Aggregate(0.0, (sum, value) => sum + value) / losses.Length;
        var watched = ClassificationMetrics.Of(Outputs.Predict(_network, _validation, token), _validationLabels, _network.Shape.Classes);
        return new EpochReport(epoch, _options.Epochs, loss, watched.Loss, watched.Accuracy, _clock.GetElapsedTime(began));
    }

    private void Step(int first, int rows)
    {
        var inputs = _network.Shape.Inputs;
        _network.Program["gather"].Enqueue((long)rows * inputs, [_values, _labels, _deviceOrder, first, rows, inputs, _batch, _batchLabels]);
        var dropout = Dropout.Of(_options.Dropout, _step++, _options.Seed);
        _network.Forward(_batch, rows, dropout);
        _network.Backward(_batch, _batchLabels, rows, dropout, _losses, first);
        _optimizer.Step();
    }
}
