using System.Globalization;
using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Features;

/// <summary>The passes over one image that its first-order features need, and the arithmetic between them.</summary>
internal sealed class FirstOrderPass : IDisposable
{
    private static readonly string _source = KernelSource.Load("FirstOrder.cl");

    private readonly GpuProgram _program;
    private readonly Segments _segments;
    private readonly DeviceBuffer<float> _image;
    private readonly int _binNumber;
    private readonly CancellationToken _token;

    /// <param name="context">The device.</param>
    /// <param name="voxels">The intensities of the region.</param>
    /// <param name="binNumber">Number of bins of the histogram.</param>
    /// <param name="wide">Whether kernels add in 64-bit numbers; otherwise in 32-bit ones with compensation.</param>
    /// <param name="token">Ends the work between two launches.</param>
    internal FirstOrderPass(GpuContext context, ReadOnlySpan<float> voxels, int binNumber, bool wide, CancellationToken token)
    {
        if (voxels.IsEmpty)
        {
            throw new ImageException("There is no voxel: the image or its mask is empty.");
        }
        (_binNumber, _token) = (binNumber, token);
        _program = context.Compile(_source, wide ? "-D WIDE" : "");
        _segments = new Segments(context, voxels.Length, wide);
        _image = context.Upload(voxels, token);
    }

    internal FirstOrderFeatures Compute()
    {
        var n = (double)_segments.Length;
        var (minimum, maximum, mean) = Extent();
        var q = new OrderStatistics(_program, _segments, _image, _token).Percentiles(10, 25, 50, 75, 90);
        var moments = _segments.Sums(_program["moments"], _image, 5, [_segments.Real(mean)], _token);
        var variance = moments[0] / n;
        var (medianDeviation, robustDeviation) = Spread(q[2], q[0], q[4]);
        var (entropy, uniformity) = Histogram(minimum, maximum);
        return new FirstOrderFeatures
        {
            Voxels = _segments.Length,
            Mean = mean,
            Variance = variance,
            Skewness = variance > 0 ? moments[1] / n / Math.Pow(variance, 1.5) : 0,
            Kurtosis = variance > 0 ? moments[2] / n / (variance * variance) - 3 : 0,
            Median = q[2],
            Minimum = minimum,
            Percentile10 = q[0],
            Percentile90 = q[4],
            Maximum = maximum,
            InterquartileRange = q[3] - q[1],
            MeanAbsoluteDeviation = moments[4] / n,
            RobustMeanAbsoluteDeviation = robustDeviation,
            MedianAbsoluteDeviation = medianDeviation,
            QuartileCoefficientOfDispersion = (q[3] - q[1]) / (q[3] + q[1]),
            Energy = moments[3],
            Entropy = entropy,
            Uniformity = uniformity,
        };
    }

    public void Dispose()
    {
        _image.Dispose();
        _segments.Dispose();
    }

    private (double Minimum, double Maximum, double Mean) Extent()
    {
        var context = _program.Context;
        using var low = context.Allocate<float>(_segments.Parts);
        using var high = context.Allocate<float>(_segments.Parts);
        using var unusable = context.Allocate<uint>(_segments.Parts);
        var sums = _segments.Sums(_program["extent"], _image, 1, [low, high], _token, unusable);
        if (unusable.ToArray(_token).Sum(c => c) is var bad and > 0)
        {
            throw new ImageException(string.Create(
                CultureInfo.InvariantCulture, $"{bad} of {_segments.Length} intensities are not finite numbers; mask them out or replace them first."));
        }
        return (low.ToArray(_token).Min(), high.ToArray(_token).Max(), sums[0] / _segments.Length);
    }

    private (double Median, double Robust) Spread(double median, double p10, double p90)
    {
        using var inside = _program.Context.Allocate<uint>(_segments.Parts);
        var bounds = new[] { _segments.Real(p10), _segments.Real(p90) };
        var sums = _segments.Sums(_program["spread"], _image, 2, [_segments.Real(median), .. bounds], _token, inside);
        var count = inside.ToArray(_token).Sum(c => c);
        // Between two values that interpolation separates there may be none.
        if (count == 0)
        {
            return (sums[0] / _segments.Length, 0);
        }
        var robust = _segments.Sums(_program["robust"], _image, 1, [_segments.Real(sums[1] / count), .. bounds], _token);
        return (sums[0] / _segments.Length, robust[0] / count);
    }

    private (double Entropy, double Uniformity) Histogram(double minimum, double maximum)
    {
        if (maximum <= minimum)
        {
            return (0, 1);
        }
        var counts = _segments.Counts(
            _program["discretise"], _image, _binNumber, [_segments.Real(minimum), _segments.Real(maximum), (uint)_binNumber], _token);
        var (entropy, uniformity) = (0.0, 0.0);
        foreach (var count in counts.Where(c => c > 0))
        {
            var p = count / (double)_segments.Length;
            entropy -= p * Math.Log2(p);
            uniformity += p * p;
        }
        return (entropy, uniformity);
    }
}
