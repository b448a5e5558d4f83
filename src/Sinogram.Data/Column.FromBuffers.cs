using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data;

public partial class Column
{
    /// <summary>
    /// A column on buffers in Arrow's layout, without copying: values (fixed width, or bits for bool); offsets and bytes (text, binary); offsets (list);
    /// indices (dictionary).
    /// </summary>
    /// <param name="field">Name and type.</param>
    /// <param name="length">Number of values.</param>
    /// <param name="validity">A bit for each value, set where it is there; null when none is missing.</param>
    /// <param name="buffers">The buffers of the type.</param>
    /// <param name="children">The elements of a list, the fields of a struct.</param>
    /// <param name="dictionary">The distinct values of a dictionary.</param>
    /// <exception cref="TableException">The buffers do not fit the type and length.</exception>
    public static Column FromBuffers(
        Field field, int length, ArrowBuffer? validity, ImmutableArray<ArrowBuffer> buffers, ImmutableArray<Column> children = default, Column? dictionary = null)
    {
        var inner = children.IsDefault ? [] : children.Select(child => child.Data).ToImmutableArray();
        return new Column(field, ArrayChecks.Checked(new ArrayData(field.Type, length, validity, buffers, inner, dictionary?.Data), field.Name));
    }
}
