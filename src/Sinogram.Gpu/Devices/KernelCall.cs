namespace Sinogram.Gpu.Devices;

/// <summary>
/// A call of a kernel with ordinary values: arrays are copied to the device before it, and results are copied back into new arrays.
/// </summary>
public sealed class KernelCall
{
    private readonly GpuContext _context;
    private readonly GpuKernel _kernel;
    private readonly Dictionary<string, object> _values = [];
    private readonly Dictionary<string, long?> _results = [];

    /// <summary>Prepares a call.</summary>
    public KernelCall(GpuContext context, GpuKernel kernel) => (_context, _kernel) = (context, kernel);

    /// <summary>Gives a parameter its value: an array, a <see cref="DeviceBuffer{T}"/>, a number, or for local memory the number of elements.</summary>
    /// <exception cref="GpuException">There is no such parameter.</exception>
    public KernelCall With(string parameter, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _values[Find(parameter).Name] = value;
        return this;
    }

    /// <summary>Takes a parameter's buffer back after the call; where it has no value, a buffer of <paramref name="length"/> zeros is made.</summary>
    /// <exception cref="GpuException">There is no such parameter, or the kernel cannot write to it.</exception>
    public KernelCall Result(string parameter, long? length = null)
    {
        var found = Find(parameter);
        if (found.Space != ParameterSpace.Buffer || found.IsReadOnly)
        {
            throw new GpuException($"'{parameter}' of {_kernel} cannot be a result: the kernel does not write to it.");
        }
        _results[found.Name] = length;
        return this;
    }

    /// <summary>Runs the kernel and gives its results: arrays by parameter.</summary>
    /// <param name="size">Number of work items; null for as many as the longest buffer has elements.</param>
    /// <param name="token">Ends the run between two launches.</param>
    /// <exception cref="GpuException">A parameter has no value, or one that does not fit.</exception>
    public IReadOnlyDictionary<string, Array> Run(LaunchSize? size = null, CancellationToken token = default)
    {
        var made = new List<IDeviceBuffer>();
        try
        {
            var lengths = _values.Values.Select(v => v switch { Array a => a.LongLength, IDeviceBuffer b => b.Length, _ => 0 });
            var longest = lengths.Concat(_results.Values.Select(l => l ?? 0)).DefaultIfEmpty(0).Max();
            var whole = size ?? (longest > 0 ? new LaunchSize(longest) : throw new GpuException($"Nothing says how many work items {_kernel.Name} runs over: give it an array, or the global size."));
            var arguments = _kernel.Parameters.Select(p => Argument(p, whole, made, token)).ToArray();
            _kernel.Launch(whole, arguments, token);
            return _results.Keys.ToDictionary(name => name, name => Download(arguments[Find(name).Index].Buffer!, token));
        }
        finally
        {
            foreach (var buffer in made)
            {
                buffer.Dispose();
            }
        }
    }

    private KernelArgument Argument(KernelParameter parameter, LaunchSize size, List<IDeviceBuffer> made, CancellationToken token)
    {
        if (!_values.TryGetValue(parameter.Name, out var value))
        {
            if (!_results.TryGetValue(parameter.Name, out var length))
            {
                throw new GpuException($"Parameter '{parameter.Name}' of {_kernel} has no value.");
            }
            value = Array.CreateInstance(Element(parameter), length ?? size.Total);
        }
        switch (value)
        {
            case IDeviceBuffer buffer:
                return KernelArgument.Of(buffer);
            case Array array when parameter.Space == ParameterSpace.Buffer:
                var copy = Upload(ArrayConversion.To(array, Element(parameter), $"'{parameter.Name}'"), token);
                made.Add(copy);
                return KernelArgument.Of(copy);
            case int count when parameter.Space == ParameterSpace.Local && count > 0:
                return LocalMemory(Element(parameter), count);
            default:
                return KernelArgument.Of(value);
        }
    }

    private KernelParameter Find(string name) => _kernel.Parameters.FirstOrDefault(p => p.Name == name)
        ?? throw new GpuException($"{_kernel} has no parameter '{name}'.");

    private static Type Element(KernelParameter parameter) => parameter.Element
        ?? throw new GpuException($"'{parameter.Name}' is {parameter.TypeName}: give it a device buffer.");

    /// <summary>By the element's type and not by a pattern: to the runtime a uint[] is an int[] as well.</summary>
    private IDeviceBuffer Upload(Array array, CancellationToken token)
    {
        return Type.GetTypeCode(array.GetType().GetElementType()) switch
        {
            TypeCode.Single => Copy<float>(),
            TypeCode.Double => Copy<double>(),
            TypeCode.Int32 => Copy<int>(),
            TypeCode.UInt32 => Copy<uint>(),
            TypeCode.Int64 => Copy<long>(),
            TypeCode.UInt64 => Copy<ulong>(),
            TypeCode.Int16 => Copy<short>(),
            TypeCode.UInt16 => Copy<ushort>(),
            TypeCode.SByte => Copy<sbyte>(),
            TypeCode.Byte => Copy<byte>(),
            _ => Copy<Half>(),
        };

        DeviceBuffer<T> Copy<T>() where T : unmanaged => _context.Upload(new ReadOnlySpan<T>((T[])array), token);
    }

    private static Array Download(IDeviceBuffer buffer, CancellationToken token) => buffer switch
    {
        DeviceBuffer<float> b => b.ToArray(token),
        DeviceBuffer<double> b => b.ToArray(token),
        DeviceBuffer<int> b => b.ToArray(token),
        DeviceBuffer<uint> b => b.ToArray(token),
        DeviceBuffer<long> b => b.ToArray(token),
        DeviceBuffer<ulong> b => b.ToArray(token),
        DeviceBuffer<short> b => b.ToArray(token),
        DeviceBuffer<ushort> b => b.ToArray(token),
        DeviceBuffer<sbyte> b => b.ToArray(token),
        DeviceBuffer<byte> b => b.ToArray(token),
        DeviceBuffer<Half> b => b.ToArray(token),
        _ => throw new GpuException($"A buffer of {buffer.Element.Name} cannot be copied back."),
    };

    private static KernelArgument LocalMemory(Type element, int count) => System.Runtime.InteropServices.Marshal.SizeOf(element) switch
    {
        1 => KernelArgument.Local<byte>(count),
        2 => KernelArgument.Local<short>(count),
        4 => KernelArgument.Local<int>(count),
        _ => KernelArgument.Local<long>(count),
    };
}
