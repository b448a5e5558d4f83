using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>An array as it arrived: lengths that may lie, buffers that may be too short.</summary>
internal abstract class ArrayNode
{
    public abstract long Length { get; }
    public abstract long NullCount { get; }
    public abstract long Offset { get; }

    /// <summary>At least <paramref name="bytes"/> of a buffer, 0 being the validity; null for one that is absent.</summary>
    /// <exception cref="ArrowFormatException">The buffer is shorter.</exception>
    public abstract ArrowBuffer? Buffer(int index, long bytes);

    /// <summary>Of views: how many buffers hold the data, from the third on, and how long each is.</summary>
    public virtual int VariadicCount => 0;

    public virtual long VariadicLength(int index) => 0;

    public abstract ArrayNode Child(int index);

    /// <summary>The values of a dictionary-encoded array.</summary>
    public abstract ArrayData Dictionary(WireField field);
}
