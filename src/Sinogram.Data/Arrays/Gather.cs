using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>Copies chosen values, in any order.</summary>
internal static class Gather
{
    /// <param name="source">Where to take from.</param>
    /// <param name="rows">Indices into the source's window; checked.</param>
    public static ArrayData Take(ArrayData source, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)source.Length) { throw new ArgumentOutOfRangeException(nameof(rows), $"Row {row} is not among {source.Length:N0}."); }
        }
        return Copy(source, rows);
    }

    private static ArrayData Copy(ArrayData source, ReadOnlySpan<int> rows)
    {
        var validity = Validity(source, rows);
        switch (source.Type.Id)
        {
            case TypeId.Null:
                return new ArrayData(source.Type, rows.Length, null, []);
            case TypeId.Bool:
                var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(rows.Length), zeroed: true);
                for (var i = 0; i < rows.Length; i++) { Bitmap.Set(bits.Span<byte>(), i, ScalarReaders.ReadBool(source, rows[i])); }
                return new ArrayData(source.Type, rows.Length, validity, [bits]);
            case TypeId.String or TypeId.Binary:
                return Bytes(source, rows, validity);
            case TypeId.List or TypeId.Map:
                return Lists(source, rows, validity);
            case TypeId.Struct:
                var shifted = new int[rows.Length];
                for (var i = 0; i < rows.Length; i++) { shifted[i] = rows[i] + source.Offset; }
                return new ArrayData(source.Type, rows.Length, validity, [], [.. source.Children.Select(c => Copy(c, shifted))]);
            default:
                return new ArrayData(source.Type, rows.Length, validity, [Fixed(source, rows)], dictionary: source.Dictionary);
        }
    }

    private static ArrowBuffer? Validity(ArrayData source, ReadOnlySpan<int> rows)
    {
        if (source.Validity is null || source.NullCount == 0) { return null; }
        var bits = ArrowBuffer.Allocate(Bitmap.ByteCount(rows.Length), zeroed: true);
        for (var i = 0; i < rows.Length; i++) { Bitmap.Set(bits.Span<byte>(), i, !source.IsNull(rows[i])); }
        return bits;
    }

    private static ArrowBuffer Fixed(ArrayData source, ReadOnlySpan<int> rows) => source.Type.ByteWidth switch
    {
        1 => Fixed<byte>(source, rows),
        2 => Fixed<ushort>(source, rows),
        4 => Fixed<uint>(source, rows),
        8 => Fixed<ulong>(source, rows),
        _ => Fixed<UInt128>(source, rows),
    };

    private static ArrowBuffer Fixed<T>(ArrayData source, ReadOnlySpan<int> rows) where T : unmanaged
    {
        var target = ArrowBuffer.Allocate((long)rows.Length * source.Type.ByteWidth);
        var from = source.Values<T>();
        var to = target.Span<T>();
        for (var i = 0; i < rows.Length; i++) { to[i] = from[rows[i]]; }
        return target;
    }

    private static ArrayData Bytes(ArrayData source, ReadOnlySpan<int> rows, ArrowBuffer? validity)
    {
        var offsets = new BufferBuilder<int>(rows.Length + 1);
        var bytes = new BufferBuilder<byte>();
        offsets.Append(0);
        foreach (var row in rows)
        {
            if (!source.IsNull(row)) { bytes.Append(source.Bytes(row)); }
            offsets.Append(bytes.Count);
        }
        return new ArrayData(source.Type, rows.Length, validity, [offsets.Build(), bytes.Build()]);
    }

    private static ArrayData Lists(ArrayData source, ReadOnlySpan<int> rows, ArrowBuffer? validity)
    {
        var offsets = new BufferBuilder<int>(rows.Length + 1);
        var elements = new List<int>();
        offsets.Append(0);
        foreach (var row in rows)
        {
            if (!source.IsNull(row))
            {
                var (start, length) = source.Range(row);
                elements.AddRange(Enumerable.Range(start, length));
            }
            offsets.Append(elements.Count);
        }
        return new ArrayData(source.Type, rows.Length, validity, [offsets.Build()],
            [Copy(source.Children[0], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(elements))]);
    }
}
