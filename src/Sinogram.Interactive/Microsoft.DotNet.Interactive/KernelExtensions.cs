namespace Microsoft.DotNet.Interactive;

/// <summary>Finding languages of a notebook.</summary>
public static class KernelExtensions
{
    /// <summary>The language of a name or alias, or null.</summary>
    public static Kernel? FindKernelByName(this Kernel kernel, string name)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return ((CompositeKernel)kernel.RootKernel).Find(name);
    }

    /// <summary>The language of a name, as older notebooks ask for it.</summary>
    public static Kernel? FindKernel(this Kernel kernel, string name) => kernel.FindKernelByName(name);

    /// <summary>The first language that fits, or null.</summary>
    public static Kernel? FindKernel(this Kernel kernel, Func<Kernel, bool> predicate) => kernel.FindKernels(predicate).FirstOrDefault();

    /// <summary>The languages that fit.</summary>
    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return ((CompositeKernel)kernel.RootKernel).ChildKernels.Where(predicate);
    }
}
