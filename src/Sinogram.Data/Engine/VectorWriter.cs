using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>
/// Writes a window of a column into a vector of the engine. Text longer than 12 bytes is not copied: the vector points into the column,
/// which the registration keeps alive.
/// </summary>
internal static unsafe class VectorWriter
{
    public static void Write(ArrayData data, int start, int count, nint vector)
    {
        if (data.Type.Id == TypeId.Null)
        {
            DuckDb.EnsureValidityWritable(vector);
            Bitmap.Fill(Mask(vector, count), 0, count, false);
            return;
        }
        WriteValidity(data, start, count, vector);
        var target = DuckDb.VectorData(vector);
        switch (data.Type)
        {
            case DecimalType exact: WriteDecimal(data.Slice(start, count).Values<Int128>(), exact, target); break;
            case TimeType { Unit: TimeUnit.Second or TimeUnit.Millisecond } time: Scale(data, start, count, target, time.Unit); break;
            case TimestampType { Zone: not null, Unit: not TimeUnit.Microsecond } instant: Scale(data, start, count, target, instant.Unit); break;
            case DurationType duration: WriteDurations(data.Slice(start, count).Values<long>(), duration.Unit, (DuckDb.NativeInterval*)target); break;
            case DictionaryType: WriteDictionary(data, start, count, (DuckDb.StringValue*)target); break;
            case ListType: WriteList(data, start, count, vector, data.Children[0], child => Write(data.Children[0], child.Start, child.Count, DuckDb.ListChild(vector))); break;
            case MapType: WriteList(data, start, count, vector, data.Children[0], child => WriteEntries(data.Children[0], child.Start, child.Count, DuckDb.ListChild(vector))); break;
            case StructType:
                WriteEntries(data, start, count, vector);
                if (data.Validity is not null && data.NullCount > 0) { HideFields(data, vector, count, Mask(vector, count)); }
                break;
            default: WriteSimple(data, start, count, target); break;
        }
        GC.KeepAlive(data);
    }

    private static void WriteSimple(ArrayData data, int start, int count, void* target)
    {
        switch (data.Type.Id)
        {
            case TypeId.Bool:
                for (var i = 0; i < count; i++) { ((byte*)target)[i] = ScalarReaders.ReadBool(data, start + i) ? (byte)1 : (byte)0; }
                break;
            case TypeId.String or TypeId.Binary:
                WriteTexts(data, start, count, (ulong*)target);
                break;
            case TypeId.Interval:
                var intervals = data.Slice(start, count).Values<Interval>();
                for (var i = 0; i < count; i++)
                {
                    ((DuckDb.NativeInterval*)target)[i] = new()
                    {
                        Months = intervals[i].Months,
                        Days = intervals[i].Days,
                        Microseconds = TimeUnits.FloorDivide(intervals[i].Nanoseconds, 1000),
                    };
                }
                break;
            default:
                var width = data.Type.ByteWidth;
                new ReadOnlySpan<byte>(data.Buffers[0].Address + (((long)data.Offset + start) * width), count * width).CopyTo(new Span<byte>(target, count * width));
                break;
        }
    }

    /// <summary>
    /// Where a struct is null the engine takes its fields to be null, too; where they are not, its Parquet writer puts the values of later rows into earlier ones.
    /// </summary>
    private static void HideFields(ArrayData data, nint vector, int count, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < data.Children.Length; i++)
        {
            var child = DuckDb.StructChild(vector, (ulong)i);
            DuckDb.EnsureValidityWritable(child);
            var own = Mask(child, count);
            for (var at = 0; at < own.Length; at++) { own[at] &= mask[at]; }
            if (data.Children[i].Type is StructType) { HideFields(data.Children[i], child, count, own); }
        }
    }

    private static Span<byte> Mask(nint vector, int count) => new(DuckDb.VectorValidity(vector), (int)Bitmap.ByteCount(count));

    private static void WriteValidity(ArrayData data, int start, int count, nint vector)
    {
        if (data.Validity is not { } validity || data.NullCount == 0) { return; }
        DuckDb.EnsureValidityWritable(vector);
        Bitmap.Copy(validity.Read<byte>(), data.Offset + (long)start, Mask(vector, count), 0, count);
    }

    /// <summary>What stands at a null is text, too, and harmless.</summary>
    private static void WriteTexts(ArrayData data, int start, int count, ulong* target)
    {
        if (count == 0) { return; }
        var offsets = (int*)data.Buffers[0].Address + data.Offset + start;
        var bytes = data.Buffers[1].Address;
        for (var i = 0; i < count; i++)
        {
            var first = bytes + offsets[i];
            var length = (uint)(offsets[i + 1] - offsets[i]);
            (target[i * 2], target[(i * 2) + 1]) = TextWords.Of(first, length);
        }
        GC.KeepAlive(data);
    }

    private static void WriteText(ArrayData data, int index, DuckDb.StringValue* target)
    {
        *target = default;
        if (data.IsNull(index)) { return; }
        var bytes = data.Bytes(index);
        target->Length = (uint)bytes.Length;
        if (bytes.Length <= DuckDb.StringValue.Inlined)
        {
            bytes.CopyTo(new Span<byte>(target->Bytes, DuckDb.StringValue.Inlined));
            return;
        }
        var (first, _) = data.Range(index);
        target->Pointer = data.Buffers[1].Address + first;
        target->Prefix = *(uint*)target->Pointer;
    }

    private static void WriteDictionary(ArrayData data, int start, int count, DuckDb.StringValue* target)
    {
        for (var i = 0; i < count; i++)
        {
            if (data.IsNull(start + i)) { target[i] = default; }
            else { WriteText(data.Dictionary!, (int)data.IndexAt(start + i), target + i); }
        }
    }

    private static void WriteDecimal(ReadOnlySpan<Int128> values, DecimalType type, void* target)
    {
        for (var i = 0; i < values.Length; i++)
        {
            switch (type.Precision)
            {
                case <= 4: ((short*)target)[i] = (short)values[i]; break;
                case <= 9: ((int*)target)[i] = (int)values[i]; break;
                case <= 18: ((long*)target)[i] = (long)values[i]; break;
                default: ((Int128*)target)[i] = values[i]; break;
            }
        }
    }

    private static void WriteDurations(ReadOnlySpan<long> values, TimeUnit unit, DuckDb.NativeInterval* target)
    {
        for (var i = 0; i < values.Length; i++) { target[i] = new() { Microseconds = ToMicroseconds(values[i], unit) }; }
    }

    private static void Scale(ArrayData data, int start, int count, void* target, TimeUnit unit)
    {
        var values = data.Slice(start, count).Values<long>();
        for (var i = 0; i < count; i++) { ((long*)target)[i] = data.IsNull(start + i) ? 0 : ToMicroseconds(values[i], unit); }
    }

    private static long ToMicroseconds(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => checked(value * 1_000_000),
        TimeUnit.Millisecond => checked(value * 1000),
        TimeUnit.Microsecond => value,
        _ => TimeUnits.FloorDivide(value, 1000),
    };

    private static void WriteList(ArrayData data, int start, int count, nint vector, ArrayData child, Action<(int Start, int Count)> writeChild)
    {
        var entries = (DuckDb.ListEntry*)DuckDb.VectorData(vector);
        var first = count == 0 ? 0 : data.Range(start).Start;
        var end = first;
        for (var i = 0; i < count; i++)
        {
            var (from, length) = data.Range(start + i);
            entries[i] = new() { Offset = (ulong)(from - first), Length = (ulong)length };
            end = from + length;
        }
        if (end > child.Length) { throw new TableException("A list's offsets point beyond its elements."); }
        var size = (ulong)(end - first);
        if (DuckDb.ListReserve(vector, size) != DuckDb.Success || DuckDb.ListSetSize(vector, size) != DuckDb.Success)
        {
            throw new EngineException($"The engine has no room for {size:N0} list elements.", "Out of Memory");
        }
        writeChild((first, end - first));
    }

    /// <summary>The fields of a struct, or the keys and values of a map's entries.</summary>
    private static void WriteEntries(ArrayData data, int start, int count, nint vector)
    {
        for (var i = 0; i < data.Children.Length; i++) { Write(data.Children[i], data.Offset + start, count, DuckDb.StructChild(vector, (ulong)i)); }
    }
}
