using System.Runtime.CompilerServices;
using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>
/// A device made ready: its memory, its queue of commands, and the programs compiled for it.
/// </summary>
/// <remarks>Commands run in the order they were queued. Buffers and kernels may be used from any thread, one command at a time.</remarks>
public sealed unsafe class GpuContext : IDisposable
{
    private static readonly Lock _shared = new();
    private static GpuContext? _default;

    private readonly ContextHandle _handle;
    private readonly ProgramCache _programs;
    private readonly Lock _accounts = new();
    private GpuTimings _timings;
    private EventHandle? _abandoned;

    /// <summary>Makes a device ready.</summary>
    /// <exception cref="GpuException">The device refuses.</exception>
    public GpuContext(GpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device = device;
        var properties = stackalloc nint[] { 0x1084 /* CL_CONTEXT_PLATFORM */, device.PlatformId, 0 };
        var id = device.Id;
        _handle = OpenCl.clCreateContext(properties, 1, &id, 0, 0, out var status);
        OpenClStatus.Check(status, $"Making {device.Name} ready");
        Queue = OpenCl.clCreateCommandQueue(_handle, id, OpenClConstants.QueueProfiling, out status);
        OpenClStatus.Check(status, $"Making a queue on {device.Name}");
        _programs = new ProgramCache(this);
    }

    /// <summary>The context of <see cref="GpuDevices.Default"/> that everything in this process shares; never dispose it.</summary>
    /// <exception cref="GpuException">There is no device.</exception>
    public static GpuContext Default
    {
        get
        {
            lock (_shared)
            {
                var device = GpuDevices.Default;
                return _default?.Device.Id == device.Id ? _default : _default = new GpuContext(device);
            }
        }
    }

    /// <summary>The device.</summary>
    public GpuDevice Device { get; }

    /// <summary>What was spent so far, by the device's clock.</summary>
    public GpuTimings Timings
    {
        get
        {
            lock (_accounts)
            {
                return _timings;
            }
        }
    }

    internal ContextHandle Handle => _handle;

    internal QueueHandle Queue { get; }

    /// <summary>Reserves device memory for <paramref name="length"/> elements; their values are undefined.</summary>
    /// <exception cref="GpuException">The memory is full, or the device does not allow a buffer of that size.</exception>
    public DeviceBuffer<T> Allocate<T>(long length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _ = ElementType.NameOf(typeof(T));
        // OpenCL knows no empty buffer.
        var bytes = checked(Math.Max(1, length) * Unsafe.SizeOf<T>());
        if (bytes > Device.MaxAllocation)
        {
            throw new GpuException($"A buffer of {bytes:N0} bytes is larger than {Device.Name} allows ({Device.MaxAllocation:N0}). Work in smaller parts.");
        }
        var handle = OpenCl.clCreateBuffer(_handle, OpenClConstants.MemoryReadWrite, (nuint)bytes, null, out var status);
        if (status is -4 or -5 or -6)
        {
            // The memory may hang on buffers that nothing reaches any more.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            handle.Dispose();
            handle = OpenCl.clCreateBuffer(_handle, OpenClConstants.MemoryReadWrite, (nuint)bytes, null, out status);
        }
        OpenClStatus.Check(status, $"Reserving {bytes:N0} bytes on {Device.Name}");
        handle.Charge(bytes);
        return new DeviceBuffer<T>(this, handle, length);
    }

    /// <summary>Reserves device memory and copies <paramref name="source"/> into it.</summary>
    /// <exception cref="GpuException">The memory is full, or the device does not allow a buffer of that size.</exception>
    public DeviceBuffer<T> Upload<T>(ReadOnlySpan<T> source, CancellationToken token = default) where T : unmanaged
    {
        var buffer = Allocate<T>(source.Length);
        buffer.Write(source, token: token);
        return buffer;
    }

    /// <summary>Compiles OpenCL C for this device, or finds it compiled.</summary>
    /// <param name="source">The source text.</param>
    /// <param name="options">Options of clBuildProgram (OpenCL 1.2, section 5.6.4), such as <c>-D N=3</c>.</param>
    /// <param name="firstLine">The number that diagnostics give to the first line of the source.</param>
    /// <exception cref="KernelCompileException">The source does not compile.</exception>
    public GpuProgram Compile(string source, string options = "", int firstLine = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _programs.Get(source, options, firstLine);
    }

    /// <summary>Waits until everything queued so far has run.</summary>
    public void Finish(CancellationToken token = default)
    {
        WaitForAbandoned(token);
        OpenClStatus.Check(OpenCl.clFinish(Queue), $"Waiting for {Device.Name}");
    }

    /// <summary>Gives the device back; buffers and kernels that are still referenced stay valid.</summary>
    public void Dispose()
    {
        _abandoned?.Dispose();
        Queue.Dispose();
        _handle.Dispose();
    }

    /// <summary>Remembers a launch that an interrupt left running: what comes next in the queue has to wait for it.</summary>
    internal void Abandon(EventHandle launch) => _abandoned = launch;

    internal void WaitForAbandoned(CancellationToken token)
    {
        if (_abandoned is not { } launch)
        {
            token.ThrowIfCancellationRequested();
            return;
        }
        EventWait.Until(launch, token);
        launch.Dispose();
        _abandoned = null;
    }

    internal void Account(nint completion, bool upload, long bytes)
    {
        using var handle = new EventHandle(completion);
        var spent = EventWait.Duration(handle);
        lock (_accounts)
        {
            _timings = upload
                ? _timings with { Upload = _timings.Upload + spent, UploadBytes = _timings.UploadBytes + bytes }
                : _timings with { Download = _timings.Download + spent, DownloadBytes = _timings.DownloadBytes + bytes };
        }
    }

    internal void Account(TimeSpan kernel)
    {
        lock (_accounts)
        {
            _timings = _timings with { Kernels = _timings.Kernels + kernel, Launches = _timings.Launches + 1 };
        }
    }
}
