using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>A compiled kernel with its typed parameters.</summary>
public sealed unsafe class GpuKernel
{
    private readonly GpuContext _context;
    private readonly KernelHandle _handle;
    private readonly bool _divisible;
    private readonly Lock _one = new();

    internal GpuKernel(GpuContext context, ProgramHandle program, string name, bool divisible)
    {
        (_context, Name, _divisible) = (context, name, divisible);
        _handle = OpenCl.clCreateKernel(program, name, out var status);
        OpenClStatus.Check(status, $"Taking the kernel {name}");
        Parameters = ReadParameters();
        nuint largest;
        OpenClStatus.Check(
            OpenCl.clGetKernelWorkGroupInfo(_handle, context.Device.Id, OpenClConstants.KernelWorkGroupSize, (nuint)sizeof(nuint), &largest, out _), "Asking a kernel");
        MaxWorkGroupSize = (int)largest;
    }

    /// <summary>The kernel's name in the source.</summary>
    public string Name { get; }

    /// <summary>The kernel's parameters, in order.</summary>
    public IReadOnlyList<KernelParameter> Parameters { get; }

    /// <summary>Largest number of work items in a group that this kernel allows.</summary>
    public int MaxWorkGroupSize { get; }

    /// <summary>
    /// Runs the kernel and waits for it.
    /// </summary>
    /// <remarks>
    /// A long run is cut into launches of about 40 ms, so that a cancelled token ends it soon. A kernel that asks for its place in the
    /// launch (<c>get_group_id</c>, <c>get_num_groups</c>, <c>get_global_size</c>, <c>get_global_offset</c>) is not cut: cancelling then
    /// returns at once, and the device is free again when the kernel has ended.
    /// </remarks>
    /// <param name="size">Number of work items.</param>
    /// <param name="arguments">One argument for each parameter, in order.</param>
    /// <param name="token">Ends the run between two launches.</param>
    /// <returns>The time that the device spent in the kernel.</returns>
    /// <exception cref="GpuException">An argument does not fit its parameter, or the device refuses the launch.</exception>
    public TimeSpan Launch(LaunchSize size, ReadOnlySpan<KernelArgument> arguments, CancellationToken token = default)
    {
        if (size.X < 1 || size.Y < 1 || size.Z < 1)
        {
            throw new GpuException($"{Name} needs at least one work item in each dimension, not {size.X} x {size.Y} x {size.Z}.");
        }
        _context.WaitForAbandoned(token);
        lock (_one)
        {
            ArgumentBinder.Bind(this, _handle, arguments);
            return new LaunchPlan(size, _divisible, _context.Device.ComputeUnits, MaxWorkGroupSize).Run(RunPart, token);
        }

        TimeSpan RunPart(LaunchSize offset, LaunchSize part)
        {
            nint completion;
            Enqueue(offset, part, &completion);
            var launch = new EventHandle(completion);
            OpenClStatus.Check(OpenCl.clFlush(_context.Queue), "Starting a launch");
            try
            {
                EventWait.Until(launch, token);
            }
            catch (OperationCanceledException)
            {
                _context.Abandon(launch);
                throw;
            }
            var spent = EventWait.Duration(launch);
            launch.Dispose();
            _context.Account(spent);
            return spent;
        }
    }

    /// <summary>Puts a short launch into the queue and does not wait; groups are of <paramref name="group"/> items, the last one may be half empty.</summary>
    internal void Enqueue(long items, ReadOnlySpan<KernelArgument> arguments, int group = 64)
    {
        lock (_one)
        {
            ArgumentBinder.Bind(this, _handle, arguments);
            var whole = (items + group - 1) / group * group;
            Enqueue(new LaunchSize(0, 0, 0), new LaunchSize(whole) { Group = (group, 1, 1) }, null);
        }
    }

    private void Enqueue(LaunchSize offset, LaunchSize part, nint* completion)
    {
        var from = stackalloc nuint[] { (nuint)offset.X, (nuint)offset.Y, (nuint)offset.Z };
        var global = stackalloc nuint[] { (nuint)part.X, (nuint)part.Y, (nuint)part.Z };
        var local = stackalloc nuint[3];
        if (part.Group is { } group)
        {
            (local[0], local[1], local[2]) = ((nuint)group.X, (nuint)group.Y, (nuint)group.Z);
        }
        OpenClStatus.Check(
            OpenCl.clEnqueueNDRangeKernel(_context.Queue, _handle, part.Dimensions, from, global, part.Group is null ? null : local, 0, null, completion),
            $"Launching {Name}");
    }

    private KernelParameter[] ReadParameters()
    {
        uint count;
        OpenClStatus.Check(OpenCl.clGetKernelInfo(_handle, OpenClConstants.KernelArgumentCount, sizeof(uint), &count, out _), "Asking a kernel");
        var parameters = new KernelParameter[count];
        for (var i = 0u; i < count; i++)
        {
            var index = i;
            string TextOf(uint what) => GpuDevices.Text((n, s, v, out needed) => OpenCl.clGetKernelArgInfo(_handle, index, n, s, v, out needed), what);
            uint address;
            ulong qualifier;
            OpenClStatus.Check(OpenCl.clGetKernelArgInfo(_handle, i, OpenClConstants.ArgumentAddressQualifier, sizeof(uint), &address, out _), "Asking for a parameter");
            OpenClStatus.Check(OpenCl.clGetKernelArgInfo(_handle, i, OpenClConstants.ArgumentTypeQualifier, sizeof(ulong), &qualifier, out _), "Asking for a parameter");
            var space = address switch
            {
                OpenClConstants.AddressLocal => ParameterSpace.Local,
                OpenClConstants.AddressGlobal or OpenClConstants.AddressConstant => ParameterSpace.Buffer,
                _ => ParameterSpace.Value,
            };
            parameters[i] = new KernelParameter(
                (int)i, TextOf(OpenClConstants.ArgumentName), TextOf(OpenClConstants.ArgumentTypeName), space,
                space == ParameterSpace.Value || address == OpenClConstants.AddressConstant || (qualifier & OpenClConstants.TypeConst) != 0);
        }
        return parameters;
    }

    /// <summary>The kernel's signature.</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Parameters)})";
}
