using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Gpu.Devices;
using Sinogram.Gpu.Features;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary><c>#!gpu</c>: kernels in OpenCL C, image features and training on an OpenCL device.</summary>
public sealed class GpuMagic(TimeProvider clock) : IMagic
{
    private readonly KernelVerbs _kernels = new();
    private readonly TrainingVerbs _training = new(clock);

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "gpu",
        "Runs kernels, image features and training on an OpenCL device (PoCL on the CPU where there is no GPU).",
        [DevicesVerb, KernelVerbs.Kernel, CompileVerb, KernelVerbs.Run, TrainingVerbs.Features, TrainingVerbs.Train, TrainingVerbs.Predict],
        "#!gpu kernel\nkernel void square(global const float* x, global float* y) { size_t i = get_global_id(0); y[i] = x[i] * x[i]; }");

    private static VerbInfo DevicesVerb { get; } = new("devices", "Lists the OpenCL devices of this machine.") { HasResult = true };

    /// <summary>OpenCL C below a line without a verb is meant to be compiled.</summary>
    private static VerbInfo CompileVerb { get; } = KernelVerbs.Kernel with { Name = "", Summary = "Compiles OpenCL C, as #!gpu kernel does." };

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        try
        {
            // A thread of its own: launches wait for the device, and the thread pool belongs to the cells.
            return await Task.Factory.StartNew(() => Run(invocation, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (KernelCompileException e)
        {
            throw new MagicException(e.Message, "Lines are those of the cell.", e);
        }
        catch (Exception e) when (e is GpuException or TrainingException or ImageException or TableException or IOException or UnauthorizedAccessException)
        {
            throw new MagicException(e.Message, inner: e);
        }
    }

    private object? Run(MagicInvocation invocation, CancellationToken token) => invocation.Verb.Name switch
    {
        "devices" => Devices(),
        "kernel" or "" => _kernels.Compile(invocation),
        "run" => _kernels.Launch(invocation, token),
        "features" => TrainingVerbs.Measure(invocation, token),
        "train" => _training.Fit(invocation, token),
        _ => TrainingVerbs.Apply(invocation, token),
    };

    private static Table Devices()
    {
        var preferred = GpuDevices.Default.Index;
        return Table.From(GpuDevices.All.Select(d => new
        {
            index = d.Index,
            name = d.Name,
            kind = d.Kind.ToString(),
            vendor = d.Vendor,
            platform = d.Platform,
            driver = d.Driver,
            compute_units = d.ComputeUnits,
            memory_gib = Math.Round(d.GlobalMemory / (double)(1L << 30), 1),
            fp64 = d.HasFp64,
            is_default = d.Index == preferred,
        }));
    }
}
