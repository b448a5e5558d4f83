using System.Numerics;

namespace Sinogram.Magics.Python;

/// <summary>Element types of arrays: NumPy's names and ours, of one memory layout. Little endian, as every machine we run on.</summary>
internal static class ElementTypes
{
    private static readonly (string Numpy, Type Clr)[] All =
    [
        ("|b1", typeof(bool)), ("|u1", typeof(byte)), ("|i1", typeof(sbyte)), ("<i2", typeof(short)), ("<u2", typeof(ushort)), ("<i4", typeof(int)),
        ("<u4", typeof(uint)), ("<i8", typeof(long)), ("<u8", typeof(ulong)), ("<f2", typeof(Half)), ("<f4", typeof(float)), ("<f8", typeof(double)),
        ("<c16", typeof(Complex)),
    ];

    private static readonly Dictionary<Type, string> Names = All.ToDictionary(t => t.Clr, t => t.Numpy);
    private static readonly Dictionary<string, Type> Types = All.ToDictionary(t => t.Numpy, t => t.Clr);

    /// <summary>Moments in microseconds since 1970.</summary>
    internal const string Moments = "<M8[us]";

    /// <summary>Elapsed microseconds.</summary>
    internal const string Durations = "<m8[us]";

    /// <summary>NumPy's name; null for a type that it does not have.</summary>
    internal static string? NameOf(Type type) => Names.GetValueOrDefault(type);

    /// <summary>Our type; null for one that we do not have.</summary>
    internal static Type? TypeOf(string name) => Types.GetValueOrDefault(name);
}
