namespace Sinogram.Gpu.Devices;

/// <summary>Where a kernel's parameter lives.</summary>
public enum ParameterSpace
{
    /// <summary>A scalar, handed over by value.</summary>
    Value,

    /// <summary>A pointer to a device buffer (<c>global</c> or <c>constant</c>).</summary>
    Buffer,

    /// <summary>A pointer to memory of the work group (<c>local</c>).</summary>
    Local,
}

/// <summary>A parameter of a kernel, as the compiler reports it.</summary>
/// <param name="Index">Position, from 0.</param>
/// <param name="Name">Its name in the source.</param>
/// <param name="TypeName">Its OpenCL C type without qualifiers, a pointer's with its star: <c>float*</c>, <c>uint</c>.</param>
/// <param name="Space">Value, buffer or local memory.</param>
/// <param name="IsReadOnly">Whether the kernel cannot write through it (<c>const</c> or <c>constant</c>); true for a value.</param>
public sealed record KernelParameter(int Index, string Name, string TypeName, ParameterSpace Space, bool IsReadOnly)
{
    /// <summary>The type that a pointer points at, or the value's own.</summary>
    public string ElementName => TypeName.TrimEnd('*', ' ');

    /// <summary>The .NET type of an element, null where there is none (structures, images).</summary>
    public Type? Element => ElementType.Find(ElementType.Scalar(ElementName));

    /// <inheritdoc/>
    public override string ToString() => Space switch
    {
        ParameterSpace.Local => $"local {TypeName} {Name}",
        ParameterSpace.Buffer => $"{(IsReadOnly ? "const " : "")}{TypeName} {Name}",
        _ => $"{TypeName} {Name}",
    };
}
