namespace Sinogram.Gpu.Devices;

/// <summary>Compiled OpenCL C: its kernels by name.</summary>
public sealed class GpuProgram
{
    internal GpuProgram(GpuContext context, IReadOnlyList<KernelDiagnostic> warnings, IReadOnlyList<GpuKernel> kernels) =>
        (Context, Warnings, Kernels) = (context, warnings, kernels);

    /// <summary>The context that the program was compiled for.</summary>
    public GpuContext Context { get; }

    /// <summary>What the compiler warned of.</summary>
    public IReadOnlyList<KernelDiagnostic> Warnings { get; }

    /// <summary>The kernels, as the driver lists them.</summary>
    public IReadOnlyList<GpuKernel> Kernels { get; }

    /// <summary>The kernel of that name.</summary>
    /// <exception cref="GpuException">There is none; the message lists those there are.</exception>
    public GpuKernel this[string name] => Kernels.FirstOrDefault(k => k.Name == name)
        ?? throw new GpuException($"The program has no kernel '{name}'; it has: {string.Join(", ", Kernels.Select(k => k.Name))}.");
}
