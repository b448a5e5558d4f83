using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tensors;

/// <summary>A matrix of 32-bit numbers in a device's memory, row by row.</summary>
public sealed class Tensor : IDisposable
{
    private Tensor(DeviceBuffer<float> values, int rows, int columns) => (Values, Rows, Columns) = (values, rows, columns);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The values, row by row; the buffer may be longer than the matrix.</summary>
    public DeviceBuffer<float> Values { get; }

    /// <summary>Reserves a matrix of undefined values.</summary>
    /// <exception cref="GpuException">The device's memory is full.</exception>
    public static Tensor Allocate(GpuContext context, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return new Tensor(context.Allocate<float>((long)rows * columns), rows, columns);
    }

    /// <summary>Copies a matrix to the device.</summary>
    /// <exception cref="ArgumentException">There are not rows times columns values.</exception>
    public static Tensor Upload(GpuContext context, ReadOnlySpan<float> values, int rows, int columns, CancellationToken token = default)
    {
        if ((long)rows * columns != values.Length)
        {
            throw new ArgumentException($"{rows} x {columns} values are needed, not {values.Length}.", nameof(values));
        }
        var tensor = Allocate(context, rows, columns);
        tensor.Values.Write(values, token: token);
        return tensor;
    }

    /// <summary>Copies the matrix back, row by row.</summary>
    public float[] ToArray(CancellationToken token = default)
    {
        var copy = new float[Rows * Columns];
        Values.Read(copy, token: token);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
