namespace Sinogram.Gpu.Devices;

/// <summary>The OpenCL C names of the element types that buffers and scalars may have (OpenCL 1.2, section 6.1.1).</summary>
internal static class ElementType
{
    private static readonly Dictionary<Type, string> _names = new()
    {
        [typeof(sbyte)] = "char",
        [typeof(byte)] = "uchar",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(Half)] = "half",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    internal static string NameOf(Type type) => _names.GetValueOrDefault(type)
        ?? throw new GpuException($"{type.Name} has no OpenCL C type. Use one of: {string.Join(", ", _names.Keys.Select(t => t.Name))}.");

    internal static Type? Find(string name) => _names.FirstOrDefault(pair => pair.Value == Canonical(name)).Key;

    /// <summary>The element type of a vector type (<c>float4</c> gives <c>float</c>), and any other name as it is.</summary>
    internal static string Scalar(string name) => Canonical(name).TrimEnd('0', '1', '2', '3', '4', '6', '8');

    private static string Canonical(string name) => name.Trim() switch
    {
        "unsigned char" => "uchar",
        "unsigned short" => "ushort",
        "unsigned int" or "unsigned" => "uint",
        "unsigned long" => "ulong",
        var other => other,
    };
}
