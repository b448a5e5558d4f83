namespace Sinogram.Gpu.Devices;

/// <summary>The OpenCL C sources of this library.</summary>
internal static class KernelSource
{
    internal static string Load(string name)
    {
        using var stream = typeof(KernelSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The source {name} is not in the assembly.");
        return new StreamReader(stream).ReadToEnd();
    }
}
