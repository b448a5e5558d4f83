namespace Sinogram.Gpu.Devices;

/// <summary>
/// What a launch gives to one parameter of a kernel: a buffer, a number, or an amount of local memory.
/// </summary>
/// <remarks>A number is converted to the parameter's type where that keeps its value; a floating-point number is rounded to <c>float</c> where asked.</remarks>
public sealed class KernelArgument
{
    private KernelArgument(IDeviceBuffer? buffer, object? number, long localBytes) => (Buffer, Number, LocalBytes) = (buffer, number, localBytes);

    internal IDeviceBuffer? Buffer { get; }

    internal object? Number { get; }

    internal long LocalBytes { get; }

    /// <summary>A device buffer.</summary>
    public static KernelArgument Of(IDeviceBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return new KernelArgument(buffer, null, 0);
    }

    /// <summary>A number.</summary>
    /// <exception cref="GpuException">The type has no OpenCL C counterpart.</exception>
    public static KernelArgument Of(object number)
    {
        ArgumentNullException.ThrowIfNull(number);
        _ = ElementType.NameOf(number.GetType());
        return new KernelArgument(null, number, 0);
    }

    /// <summary>Local memory of a work group for <paramref name="count"/> elements.</summary>
    public static unsafe KernelArgument Local<T>(int count) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new KernelArgument(null, null, (long)count * sizeof(T));
    }

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(int value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(uint value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(long value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(ulong value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(float value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator KernelArgument(double value) => Of(value);
}
