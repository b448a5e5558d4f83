namespace Sinogram.Gpu.Devices;

/// <summary>What a device is.</summary>
public enum GpuDeviceKind
{
    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>The machine's own processor, driven by an OpenCL CPU driver such as PoCL.</summary>
    Cpu,

    /// <summary>Another accelerator.</summary>
    Accelerator,
}

/// <summary>An OpenCL device of this machine.</summary>
public sealed record GpuDevice
{
    internal GpuDevice(nint platform, nint id) => (PlatformId, Id) = (platform, id);

    internal nint PlatformId { get; }

    internal nint Id { get; }

    /// <summary>Position in <see cref="GpuDevices.All"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The device's name, as its driver gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The device's vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>The OpenCL platform (driver family) that the device belongs to.</summary>
    public required string Platform { get; init; }

    /// <summary>The driver's version.</summary>
    public required string Driver { get; init; }

    /// <summary>The OpenCL version that the device states.</summary>
    public required string OpenClVersion { get; init; }

    /// <summary>GPU, CPU or another accelerator.</summary>
    public required GpuDeviceKind Kind { get; init; }

    /// <summary>Number of compute units (cores of a CPU, multiprocessors of a GPU).</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>Largest number of work items in a group.</summary>
    public required int MaxWorkGroupSize { get; init; }

    /// <summary>Global memory, in bytes.</summary>
    public required long GlobalMemory { get; init; }

    /// <summary>Largest single buffer, in bytes.</summary>
    public required long MaxAllocation { get; init; }

    /// <summary>Local memory of a work group, in bytes.</summary>
    public required long LocalMemory { get; init; }

    /// <summary>Whether kernels may compute in 64-bit floating point.</summary>
    public required bool HasFp64 { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"[{Index}] {Name} ({Kind}, {Platform} {Driver}, {ComputeUnits} compute units, {GlobalMemory / (double)(1L << 30):0.0} GiB{(HasFp64 ? ", fp64" : "")})";
}
