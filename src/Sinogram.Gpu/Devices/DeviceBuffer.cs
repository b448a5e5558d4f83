using System.Runtime.CompilerServices;
using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>A buffer in a device's memory, whatever its element type.</summary>
public interface IDeviceBuffer : IDisposable
{
    /// <summary>Number of elements.</summary>
    long Length { get; }

    /// <summary>The type of an element.</summary>
    Type Element { get; }

    internal MemoryHandle Handle { get; }
}

/// <summary>
/// A one-dimensional buffer of <typeparamref name="T"/> in a device's memory.
/// </summary>
/// <remarks>
/// Its memory is given back by <see cref="Dispose"/>, or by the garbage collector, which is told of its size: a buffer that an
/// interrupted cell leaves behind is not leaked.
/// </remarks>
public sealed unsafe class DeviceBuffer<T> : IDeviceBuffer where T : unmanaged
{
    private readonly MemoryHandle _handle;

    internal DeviceBuffer(GpuContext context, MemoryHandle handle, long length) => (Context, _handle, Length) = (context, handle, length);

    /// <summary>The context that the buffer lives in.</summary>
    public GpuContext Context { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public Type Element => typeof(T);

    MemoryHandle IDeviceBuffer.Handle => _handle;

    internal MemoryHandle Handle => _handle;

    /// <summary>Copies <paramref name="source"/> into the buffer, from element <paramref name="at"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is shorter than that.</exception>
    public void Write(ReadOnlySpan<T> source, long at = 0, CancellationToken token = default)
    {
        fixed (T* first = source)
        {
            Copy(first, at, source.Length, upload: true, token);
        }
    }

    /// <summary>Copies elements from <paramref name="at"/> on into <paramref name="target"/>, after all work queued before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is shorter than that.</exception>
    public void Read(Span<T> target, long at = 0, CancellationToken token = default)
    {
        fixed (T* first = target)
        {
            Copy(first, at, target.Length, upload: false, token);
        }
    }

    /// <summary>Copies the whole buffer into a new array, after all work queued before.</summary>
    public T[] ToArray(CancellationToken token = default)
    {
        var copy = new T[Length];
        Read(copy, token: token);
        return copy;
    }

    /// <summary>Sets every element to <paramref name="value"/>.</summary>
    public void Fill(T value)
    {
        if (Length > 0)
        {
            OpenClStatus.Check(
                OpenCl.clEnqueueFillBuffer(Context.Queue, _handle, &value, (nuint)sizeof(T), 0, Bytes(Length), 0, null, null), "Filling a buffer");
        }
    }

    /// <summary>Copies this buffer over the first elements of <paramref name="target"/>, on the device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is shorter.</exception>
    public void CopyTo(DeviceBuffer<T> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Length, nameof(target));
        if (Length > 0)
        {
            OpenClStatus.Check(
                OpenCl.clEnqueueCopyBuffer(Context.Queue, _handle, target._handle, 0, 0, Bytes(Length), 0, null, null), "Copying on the device");
        }
    }

    /// <summary>The buffer as an argument of a kernel.</summary>
    public static implicit operator KernelArgument(DeviceBuffer<T> buffer) => KernelArgument.Of((IDeviceBuffer)buffer);

    /// <summary>Gives the memory back; work that was queued before and uses it still ends.</summary>
    public void Dispose() => _handle.Dispose();

    private static nuint Bytes(long count) => checked((nuint)(count * Unsafe.SizeOf<T>()));

    private void Copy(T* first, long at, int count, bool upload, CancellationToken token)
    {
        CheckRange(at, count);
        if (count == 0)
        {
            return;
        }

        Context.WaitForAbandoned(token);
        nint done;
        if (upload)
        {
            OpenClStatus.Check(OpenCl.clEnqueueWriteBuffer(Context.Queue, _handle, 1, Bytes(at), Bytes(count), first, 0, null, &done), "Copying to the device");
        }
        else
        {
            OpenClStatus.Check(OpenCl.clEnqueueReadBuffer(Context.Queue, _handle, 1, Bytes(at), Bytes(count), first, 0, null, &done), "Copying from the device");
        }

        Context.Account(done, upload, (long)Bytes(count));
    }

    private void CheckRange(long at, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        if (at + count > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(at), $"Elements {at} to {at + count} are outside the buffer, which has {Length}.");
        }
    }
}
