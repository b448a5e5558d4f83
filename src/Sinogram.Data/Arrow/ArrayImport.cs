using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Makes columns of arrays that arrived, after checking every length, offset, index and text in them.</summary>
internal static class ArrayImport
{
    public static ArrayData Import(WireField field, ArrayNode node)
    {
        var (length, offset) = (node.Length, node.Offset);
        if (length < 0 || offset < 0 || length + offset > Array.MaxLength)
        {
            throw new ArrowFormatException($"Field '{field.Field.Name}' has {length:N0} values from {offset:N0}; a column holds 0 to {Array.MaxLength:N0}.");
        }
        var total = (int)(length + offset);
        var type = field.Field.Type;
        if (field.Values is null && field.Layout == WireLayout.Union) { return WireLayouts.ImportUnion(field, node); }
        if (field.Values is null && field.Layout == WireLayout.Runs) { return WireLayouts.ImportRuns(field, node); }
        if (type.Id == TypeId.Null) { return new ArrayData(type, (int)length, null, []); }
        var validity = node.NullCount == 0 ? null : node.Buffer(0, Bitmap.ByteCount(total));
        if (validity is null && node.NullCount > 0) { throw new ArrowFormatException($"Field '{field.Field.Name}' counts {node.NullCount:N0} nulls and does not say which."); }
        if (field.Values is not null) { return Dictionary(field, node, validity, total); }
        var (buffers, children) = field.Layout switch
        {
            WireLayout.View => (WireLayouts.ImportView(field, node, validity, total), ImmutableArray<ArrayData>.Empty),
            WireLayout.ListView or WireLayout.LargeListView => WireLayouts.ImportListView(field, node, validity, total),
            _ => Own(field, node, total),
        };
        return new ArrayData(type, (int)length, validity, buffers, children, offset: (int)offset);
    }

    private static (ImmutableArray<ArrowBuffer> Buffers, ImmutableArray<ArrayData> Children) Own(WireField field, ArrayNode node, int total) => field.Field.Type.Id switch
        {
            TypeId.String or TypeId.Binary => (Bytes(field, node, total), ImmutableArray<ArrayData>.Empty),
            TypeId.List or TypeId.Map => Lists(field, node, total),
            TypeId.Struct => ([], Fields(field, node, total)),
            TypeId.Bool => ([Required(node, field, 1, Bitmap.ByteCount(total))], []),
            _ => (ImmutableArray.Create(Fixed(field, node, total)), ImmutableArray<ArrayData>.Empty),
        };

    private static ArrowBuffer Required(ArrayNode node, WireField field, int index, long bytes) => node.Buffer(index, bytes)
        ?? (bytes == 0 ? ArrowBuffer.Empty : throw new ArrowFormatException($"Field '{field.Field.Name}' lacks its buffer {index} of {bytes:N0} bytes."));

    private static ArrowBuffer Fixed(WireField field, ArrayNode node, int total) => field.Layout switch
    {
        WireLayout.DateMilliseconds => Convert<long, int>(field, node, total, v => checked((int)TimeUnits.FloorDivide(v, 86_400_000))),
        WireLayout.Time32 => Convert<int, long>(field, node, total, v => v),
        WireLayout.Months => Convert<int, Interval>(field, node, total, v => new Interval(v, 0, 0)),
        WireLayout.DayTime => Convert<long, Interval>(field, node, total, v => new Interval(0, (int)v, (v >> 32) * 1_000_000)),
        WireLayout.Decimal32 => Convert<int, Int128>(field, node, total, v => v),
        WireLayout.Decimal64 => Convert<long, Int128>(field, node, total, v => v),
        WireLayout.Decimal256 => Convert<Wide, Int128>(field, node, total, v => v.Narrow()),
        WireLayout.Half => Convert<Half, float>(field, node, total, v => (float)v),
        _ => Required(node, field, 1, (long)total * field.Field.Type.ByteWidth),
    };

    /// <summary>256 bits.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
    private readonly struct Wide
    {
        private readonly ulong _first, _second, _third, _fourth;

        public Int128 Narrow()
        {
            var low = new Int128(_second, _first);
            return _third == _fourth && _third == (low < 0 ? ulong.MaxValue : 0) ? low : throw new OverflowException("a decimal beyond 128 bits");
        }
    }

    private static unsafe ArrowBuffer Convert<TFrom, T>(WireField field, ArrayNode node, int total, Func<TFrom, T> convert) where TFrom : unmanaged where T : unmanaged
    {
        var from = Required(node, field, 1, (long)total * sizeof(TFrom)).Read<TFrom>(0, total);
        var result = ArrowBuffer.Allocate((long)total * sizeof(T));
        var to = result.Span<T>();
        try
        {
            for (var i = 0; i < total; i++) { to[i] = convert(from[i]); }
        }
        catch (OverflowException inner)
        {
            throw new ArrowFormatException($"Field '{field.Field.Name}' has a value outside the range of {field.Field.Type}.", inner);
        }
        return result;
    }

    private static ImmutableArray<ArrowBuffer> Bytes(WireField field, ArrayNode node, int total)
    {
        if (field.Layout == WireLayout.FixedBinary)
        {
            return [Steps(field, total), Required(node, field, 1, (long)total * field.Size)];
        }
        var offsets = Offsets(field, node, total);
        var values = offsets.Read<int>();
        var bytes = Required(node, field, 2, values[^1]);
        if (field.Field.Type.Id == TypeId.String) { CheckText(field, values, bytes.Read<byte>()); }
        return [offsets, bytes];
    }

    /// <summary>Text goes to the engine as it is, so it must be UTF-8, and no value may begin within a character.</summary>
    private static void CheckText(WireField field, ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes)
    {
        var text = bytes[offsets[0]..offsets[^1]];
        // Every place in ASCII begins a character.
        if (Ascii.IsValid(text)) { return; }
        var valid = Utf8.IsValid(text);
        for (var i = 0; valid && i < offsets.Length; i++) { valid = offsets[i] >= offsets[^1] || (bytes[offsets[i]] & 0xC0) != 0x80; }
        if (!valid) { throw new ArrowFormatException($"Field '{field.Field.Name}' holds text that is not UTF-8."); }
    }

    private static ArrowBuffer Offsets(WireField field, ArrayNode node, int total)
    {
        ArrowBuffer offsets;
        if (field.Layout == WireLayout.Large)
        {
            var given = node.Buffer(1, total == 0 ? 0 : (total + 1L) * 8);
            if (total == 0 || given is null) { return EmptyOffsets(field, total); }
            var wide = given.Read<long>(0, total + 1);
            offsets = ArrowBuffer.Allocate((total + 1L) * 4);
            var narrow = offsets.Span<int>();
            for (var i = 0; i <= total; i++)
            {
                narrow[i] = wide[i] is >= 0 and <= int.MaxValue
                    ? (int)wide[i]
                    : throw new ArrowFormatException($"Field '{field.Field.Name}' has an offset of {wide[i]:N0}; a column holds at most 2 GiB of text or elements.");
            }
        }
        else
        {
            // An array without values may come without offsets.
            var given = node.Buffer(1, total == 0 ? 0 : (total + 1L) * 4);
            if (total == 0 || given is null) { return EmptyOffsets(field, total); }
            offsets = Exactly(given, (total + 1L) * 4);
        }
        if (!Rise(offsets.Read<int>())) { throw new ArrowFormatException($"Field '{field.Field.Name}' has offsets that go backwards."); }
        return offsets;
    }

    /// <summary>From zero or more, none smaller than the one before it.</summary>
    private static bool Rise(ReadOnlySpan<int> offsets)
    {
        if (offsets[0] < 0) { return false; }
        var i = 0;
        for (; i + Vector<int>.Count < offsets.Length; i += Vector<int>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<int>(offsets[i..]), new Vector<int>(offsets[(i + 1)..]))) { return false; }
        }
        for (; i + 1 < offsets.Length; i++)
        {
            if (offsets[i] > offsets[i + 1]) { return false; }
        }
        return true;
    }

    private static ArrowBuffer EmptyOffsets(WireField field, int total) => total == 0
        ? ArrowBuffer.CopyOf<int>([0])
        : throw new ArrowFormatException($"Field '{field.Field.Name}' lacks its offsets.");

    /// <summary>A view of a buffer without what lies behind its last value.</summary>
    private static unsafe ArrowBuffer Exactly(ArrowBuffer buffer, long bytes) => buffer.Length == bytes ? buffer : ArrowBuffer.Foreign(buffer, buffer.Address, bytes);

    private static ArrowBuffer Steps(WireField field, int total)
    {
        if ((long)total * field.Size > int.MaxValue) { throw new ArrowFormatException($"Field '{field.Field.Name}' holds more than 2 GiB."); }
        var offsets = ArrowBuffer.Allocate((total + 1L) * 4);
        var steps = offsets.Span<int>();
        for (var i = 0; i <= total; i++) { steps[i] = i * field.Size; }
        return offsets;
    }

    private static (ImmutableArray<ArrowBuffer> Buffers, ImmutableArray<ArrayData> Children) Lists(WireField field, ArrayNode node, int total)
    {
        var child = Import(field.Children[0], node.Child(0));
        if (field.Layout == WireLayout.FixedList && child.Length < (long)total * field.Size)
        {
            throw new ArrowFormatException($"Field '{field.Field.Name}' has {child.Length:N0} elements for {total:N0} lists of {field.Size}.");
        }
        var offsets = field.Layout == WireLayout.FixedList ? Steps(field, total) : Offsets(field, node, total);
        if (offsets.Read<int>()[^1] > child.Length) { throw new ArrowFormatException($"Field '{field.Field.Name}' has lists that end beyond their elements."); }
        return ([offsets], [child]);
    }

    private static ImmutableArray<ArrayData> Fields(WireField field, ArrayNode node, int total)
    {
        var children = ImmutableArray.CreateBuilder<ArrayData>(field.Children.Length);
        for (var i = 0; i < field.Children.Length; i++)
        {
            var child = Import(field.Children[i], node.Child(i));
            if (child.Length < total) { throw new ArrowFormatException($"Field '{field.Field.Name}' has {total:N0} rows, its field '{field.Children[i].Field.Name}' {child.Length:N0}."); }
            children.Add(child);
        }
        return children.MoveToImmutable();
    }

    private static ArrayData Dictionary(WireField field, ArrayNode node, ArrowBuffer? validity, int total)
    {
        var dictionary = node.Dictionary(field.Values!);
        var indices = Required(node, field, 1, (long)total * field.Field.Type.ByteWidth);
        var data = new ArrayData(field.Field.Type, (int)node.Length, validity, [indices], dictionary: dictionary, offset: (int)node.Offset);
        for (var i = 0; i < data.Length; i++)
        {
            if (!data.IsNull(i) && (ulong)IndexOrMinusOne(data, i) >= (ulong)dictionary.Length)
            {
                throw new ArrowFormatException($"Field '{field.Field.Name}' has an index outside its {dictionary.Length:N0} distinct values.");
            }
        }
        return data;
    }

    private static long IndexOrMinusOne(ArrayData data, int index)
    {
        try
        {
            return data.IndexAt(index);
        }
        catch (OverflowException)
        {
            return -1;
        }
    }
}
