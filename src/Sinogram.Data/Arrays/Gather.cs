using System.Runtime.InteropServices;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>Copies chosen values, in any order.</summary>
internal static class Gather
{
    /// <summary>The index of a row that is missing: it becomes a null.</summary>
    public const int Missing = -1;

    /// <param name="source">Where to take from.</param>
    /// <param name="rows">Indices into the source's window; checked.</param>
    public static ArrayData Take(ArrayData source, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)source.Length) { throw new ArgumentOutOfRangeException(nameof(rows), $"Row {row} is not among {source.Length:N0}."); }
        }
        return Copy(source, rows, missing: false);
    }

    /// <summary>As <see cref="Take"/>, where rows may be <see cref="Missing"/>.</summary>
    public static ArrayData TakeOrNull(ArrayData source, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (row < Missing || row >= source.Length) { throw new ArgumentOutOfRangeException(nameof(rows), $"Row {row} is not among {source.Length:N0}."); }
        }
        return Copy(source, rows, missing: rows.Contains(Missing));
    }

    private static ArrayData Copy(ArrayData source, ReadOnlySpan<int> rows, bool missing)
    {
        var validity = Validity(source, rows, missing);
        switch (source.Type.Id)
        {
            case TypeId.Null:
                return new ArrayData(source.Type, rows.Length, null, []);
            case TypeId.Bool:
                var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(rows.Length), zeroed: true);
                for (var i = 0; i < rows.Length; i++) { Bitmap.Set(bits.Span<byte>(), i, rows[i] >= 0 && ScalarReaders.ReadBool(source, rows[i])); }
                return new ArrayData(source.Type, rows.Length, validity, [bits]);
            case TypeId.String or TypeId.Binary:
                return Bytes(source, rows, validity);
            case TypeId.List or TypeId.Map:
                return Lists(source, rows, validity);
            case TypeId.Struct:
                var shifted = new int[rows.Length];
                for (var i = 0; i < rows.Length; i++) { shifted[i] = rows[i] < 0 ? Missing : rows[i] + source.Offset; }
                return new ArrayData(source.Type, rows.Length, validity, [], [.. source.Children.Select(c => Copy(c, shifted, missing))]);
            default:
                return new ArrayData(source.Type, rows.Length, validity, [Fixed(source, rows, missing)], dictionary: source.Dictionary);
        }
    }

    private static ArrowBuffer? Validity(ArrayData source, ReadOnlySpan<int> rows, bool missing)
    {
        var nulls = source.Validity is not null && source.NullCount > 0;
        if (!nulls && !missing) { return null; }
        var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(rows.Length), zeroed: true);
        var to = bits.Span<byte>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0 && !(nulls && source.IsNull(rows[i]))) { to[i >> 3] |= (byte)(1 << (i & 7)); }
        }
        return bits;
    }

    private static ArrowBuffer Fixed(ArrayData source, ReadOnlySpan<int> rows, bool missing) => source.Type.ByteWidth switch
    {
        1 => Fixed<byte>(source, rows, missing),
        2 => Fixed<ushort>(source, rows, missing),
        4 => Fixed<uint>(source, rows, missing),
        8 => Fixed<ulong>(source, rows, missing),
        _ => Fixed<UInt128>(source, rows, missing),
    };

    private static ArrowBuffer Fixed<T>(ArrayData source, ReadOnlySpan<int> rows, bool missing) where T : unmanaged
    {
        var target = ArrowBuffer.Allocate((long)rows.Length * source.Type.ByteWidth);
        var from = source.Values<T>();
        var to = target.Span<T>()[..rows.Length];
        if (missing)
        {
            for (var i = 0; i < to.Length; i++) { to[i] = rows[i] < 0 ? default : from[rows[i]]; }
        }
        else
        {
            for (var i = 0; i < to.Length; i++) { to[i] = from[rows[i]]; }
        }
        GC.KeepAlive(source);
        return target;
    }

    private static ArrayData Bytes(ArrayData source, ReadOnlySpan<int> rows, ArrowBuffer? validity)
    {
        var target = ArrowBuffer.Allocate((rows.Length + 1L) * sizeof(int));
        var offsets = target.Span<int>();
        long end = 0;
        offsets[0] = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0 && !source.IsNull(rows[i])) { end += source.Range(rows[i]).Length; }
            if (end > Array.MaxLength) { throw new TableException("The rows taken have more than 2 GiB of text in one column: take fewer."); }
            offsets[i + 1] = (int)end;
        }
        var bytes = ArrowBuffer.Allocate(end);
        var to = bytes.Span<byte>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (offsets[i + 1] > offsets[i]) { source.Bytes(rows[i]).CopyTo(to[offsets[i]..]); }
        }
        GC.KeepAlive(source);
        return new ArrayData(source.Type, rows.Length, validity, [target, bytes]);
    }

    private static ArrayData Lists(ArrayData source, ReadOnlySpan<int> rows, ArrowBuffer? validity)
    {
        var offsets = new BufferBuilder<int>(rows.Length + 1);
        var elements = new List<int>();
        offsets.Append(0);
        foreach (var row in rows)
        {
            if (row >= 0 && !source.IsNull(row))
            {
                var (start, length) = source.Range(row);
                elements.AddRange(Enumerable.Range(start, length));
            }
            offsets.Append(elements.Count);
        }
        return new ArrayData(source.Type, rows.Length, validity, [offsets.Build()], [Copy(source.Children[0], CollectionsMarshal.AsSpan(elements), missing: false)]);
    }
}
