using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Features;

/// <summary>How an image is divided among work items, and the addition of their partial results in a fixed order.</summary>
internal sealed class Segments : IDisposable
{
    private const int Lanes = 8;

    private readonly GpuContext _context;
    private readonly bool _wide;
    private readonly DeviceBuffer<float>? _floats;
    private readonly DeviceBuffer<double>? _doubles;
    private readonly (int Parts, int Segment) _sums;
    private readonly (int Parts, int Segment) _counts;

    internal Segments(GpuContext context, int length, bool wide)
    {
        (_context, Length, _wide) = (context, length, wide);
        var isCpu = context.Device.Kind == GpuDeviceKind.Cpu;
        // Sums need a number for each part; histograms a whole table, so there are fewer of them.
        _sums = Divide(length, isCpu ? 64 : 8192, smallest: isCpu ? 4096 : 64);
        _counts = Divide(length, isCpu ? 8 : 256, smallest: isCpu ? 65536 : 1024);
        if (wide)
        {
            _doubles = context.Allocate<double>(5L * Parts);
        }
        else
        {
            _floats = context.Allocate<float>(5L * Parts);
        }
    }

    /// <summary>Number of voxels.</summary>
    internal int Length { get; }

    /// <summary>Number of partial sums.</summary>
    internal int Parts => _sums.Parts;

    /// <summary>A number in the type that the kernels compute in.</summary>
    internal KernelArgument Real(double value) => _wide ? value : (float)value;

    /// <summary>Runs a kernel that writes <paramref name="count"/> partial sums for each part, and adds them; <paramref name="more"/> is its last argument.</summary>
    internal double[] Sums(
        GpuKernel kernel, DeviceBuffer<float> image, int count, ReadOnlySpan<KernelArgument> arguments, CancellationToken token, DeviceBuffer<uint>? more = null)
    {
        token.ThrowIfCancellationRequested();
        KernelArgument sums = _wide ? _doubles! : _floats!;
        KernelArgument[] tail = more is null ? [sums] : [sums, more];
        kernel.Enqueue(_sums.Parts, [image, Length, _sums.Parts, _sums.Segment, .. arguments, .. tail], group: 1);
        var partial = new double[count * Parts];
        if (_wide)
        {
            _doubles!.Read(partial, token: token);
        }
        else
        {
            var narrow = new float[partial.Length];
            _floats!.Read(narrow, token: token);
            Array.ConvertAll(narrow, v => (double)v).CopyTo(partial, 0);
        }
        return [.. Enumerable.Range(0, count).Select(k => partial.AsSpan(k * Parts, Parts).ToArray().Aggregate(0.0, (a, b) => a + b))];
    }

    /// <summary>Runs a kernel that writes a table of <paramref name="width"/> counts for each part, and adds the tables.</summary>
    internal long[] Counts(GpuKernel kernel, DeviceBuffer<float> image, int width, ReadOnlySpan<KernelArgument> arguments, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using var tables = _context.Allocate<uint>((long)_counts.Parts * width);
        kernel.Enqueue(_counts.Parts, [image, Length, _counts.Parts, _counts.Segment, .. arguments, tables], group: 1);
        var all = tables.ToArray(token);
        var sum = new long[width];
        for (var i = 0; i < all.Length; i++)
        {
            sum[i % width] += all[i];
        }
        return sum;
    }

    public void Dispose()
    {
        _floats?.Dispose();
        _doubles?.Dispose();
    }

    private static (int Parts, int Segment) Divide(int length, int most, int smallest)
    {
        var segment = Math.Max(smallest, (int)(((long)length + most - 1) / most));
        segment = (segment + Lanes - 1) / Lanes * Lanes;
        return ((int)(((long)length + segment - 1) / segment), segment);
    }
}
