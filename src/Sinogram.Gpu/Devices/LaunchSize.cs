namespace Sinogram.Gpu.Devices;

/// <summary>
/// How many work items a launch has, in one to three dimensions, and optionally how they are grouped.
/// </summary>
/// <param name="X">Work items in the first dimension.</param>
/// <param name="Y">Work items in the second dimension, 1 where there is none.</param>
/// <param name="Z">Work items in the third dimension, 1 where there is none.</param>
public readonly record struct LaunchSize(long X, long Y = 1, long Z = 1)
{
    /// <summary>Work items of a group in each dimension, null where the group does not matter to the kernel.</summary>
    public (int X, int Y, int Z)? Group { get; init; }

    /// <summary>All work items.</summary>
    public long Total => checked(X * Y * Z);

    internal uint Dimensions => Z > 1 ? 3u : Y > 1 ? 2u : 1u;

    /// <summary>A launch in one dimension.</summary>
    public static implicit operator LaunchSize(int items) => new(items);

    /// <summary>A launch in one dimension.</summary>
    public static implicit operator LaunchSize(long items) => new(items);

    /// <summary>The same as the conversion.</summary>
    public static LaunchSize FromInt32(int items) => new(items);

    /// <summary>The same as the conversion.</summary>
    public static LaunchSize FromInt64(long items) => new(items);
}
