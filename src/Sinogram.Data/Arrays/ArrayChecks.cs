using System.Runtime.InteropServices;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>
/// Checks data from outside against Arrow's layout before anything reads it: every buffer is long enough, offsets rise and end inside, indices name a value.
/// What passes can be read without further checks.
/// </summary>
internal static class ArrayChecks
{
    /// <exception cref="TableException">The buffers do not fit the type and length.</exception>
    public static ArrayData Checked(ArrayData data, string column)
    {
        if (Fault(data) is { } fault)
        {
            throw new TableException($"The data of column '{column}' ({data.Type}, {data.Length:N0} values) are damaged: {fault}.");
        }

        return data;
    }

    private static string? Fault(ArrayData data)
    {
        var end = (long)data.Offset + data.Length;
        if (data.Length < 0 || data.Offset < 0 || end > int.MaxValue) { return "a negative or excessive length"; }
        if (data.Validity is { } validity && validity.Length < Bitmap.ByteCount(end)) { return "too few validity bits"; }
        var buffers = data.Type.Id switch
        {
            TypeId.Null or TypeId.Struct => 0,
            TypeId.String or TypeId.Binary => 2,
            _ => 1,
        };
        if (data.Buffers.Length != buffers) { return $"{data.Buffers.Length} buffers where {buffers} belong"; }
        return data.Type.Id switch
        {
            TypeId.Null => null,
            TypeId.Bool => data.Buffers[0].Length < Bitmap.ByteCount(end) ? "too few bits" : null,
            TypeId.String or TypeId.Binary => OffsetFault(data, data.Buffers[1].Length),
            TypeId.List or TypeId.Map => ChildFault(data, 1, null) ?? OffsetFault(data, data.Children[0].Length),
            TypeId.Struct => ChildFault(data, data.Type.Children.Length, end),
            _ => data.Buffers[0].Length / data.Type.ByteWidth < end ? "too few values" : DictionaryFault(data),
        };
    }

    private static string? ChildFault(ArrayData data, int count, long? length)
    {
        if (data.Children.Length != count) { return $"{data.Children.Length} children where {count} belong"; }
        foreach (var child in data.Children)
        {
            if (length is { } least && child.Length < least) { return "a child that is too short"; }
            if (Fault(child) is { } fault) { return fault; }
        }

        return null;
    }

    private static string? OffsetFault(ArrayData data, long limit)
    {
        if (data.Length == 0) { return null; }
        if (data.Buffers[0].Length / sizeof(int) < (long)data.Offset + data.Length + 1) { return "too few offsets"; }
        var last = 0;
        foreach (var offset in data.Offsets)
        {
            if (offset < last) { return "offsets that fall"; }
            last = offset;
        }
        GC.KeepAlive(data);

        return last > limit ? "offsets beyond the end" : null;
    }

    private static string? DictionaryFault(ArrayData data)
    {
        if (data.Type.Id != TypeId.Dictionary) { return null; }
        if (data.Dictionary is not { } dictionary) { return "no dictionary"; }
        if (Fault(dictionary) is { } fault) { return fault; }
        if (data.Type is DictionaryType { Index.Id: TypeId.Int32 } && data.Validity is null)
        {
            foreach (var index in MemoryMarshal.Cast<int, uint>(data.Values<int>()))
            {
                if (index >= (uint)dictionary.Length) { return "an index beyond the dictionary"; }
            }
            GC.KeepAlive(data);

            return null;
        }

        for (var i = 0; i < data.Length; i++)
        {
            if (!data.IsNull(i) && (ulong)data.IndexAt(i) >= (ulong)dictionary.Length) { return "an index beyond the dictionary"; }
        }

        return null;
    }
}
