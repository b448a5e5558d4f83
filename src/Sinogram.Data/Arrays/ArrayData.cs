using System.Collections.Immutable;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>
/// The data of a column in Arrow's layout: a window of <see cref="Length"/> values from <see cref="Offset"/> on shared, immutable buffers.
/// Buffers per type: values (fixed width, bits); offsets and bytes (text, binary); offsets (list, map); none (struct, null); indices (dictionary).
/// </summary>
internal sealed unsafe class ArrayData
{
    private int _nullCount;

    /// <summary>Not 0 once the values are known as identifying.</summary>
    public int Registered;

    public ArrayData(DataType type, int length, ArrowBuffer? validity, ImmutableArray<ArrowBuffer> buffers, ImmutableArray<ArrayData> children = default,
        ArrayData? dictionary = null, int offset = 0, int nullCount = -1)
    {
        Type = type;
        Length = length;
        Validity = validity;
        Buffers = buffers;
        Children = children.IsDefault ? [] : children;
        Dictionary = dictionary;
        Offset = offset;
        _nullCount = type.Id == TypeId.Null ? length : validity is null ? 0 : nullCount;
    }

    public DataType Type { get; }
    public int Length { get; }
    public int Offset { get; }
    /// <summary>A bit for each value, set where it is there; null when no value is missing.</summary>
    public ArrowBuffer? Validity { get; }
    public ImmutableArray<ArrowBuffer> Buffers { get; }
    public ImmutableArray<ArrayData> Children { get; }
    public ArrayData? Dictionary { get; }

    public int NullCount
    {
        get
        {
            if (_nullCount < 0) { _nullCount = Length - (int)Bitmap.CountSet(Validity!.Read<byte>(), Offset, Length); }
            return _nullCount;
        }
    }

    /// <summary>True where a value is missing; <paramref name="index"/> is relative to the window and not checked.</summary>
    public bool IsNull(int index)
    {
        if (Validity is not { } validity) { return Type.Id == TypeId.Null; }
        var isThere = Bitmap.Get(validity.Address, Offset + (long)index);
        GC.KeepAlive(validity);
        return !isThere;
    }

    public ArrayData Slice(int start, int length)
    {
        if (start == 0 && length == Length) { return this; }
        return new ArrayData(Type, length, Validity, Buffers, Children, Dictionary, Offset + start, NullCountOfSlice(length)) { Registered = Registered };
    }

    /// <summary>The same buffers under another type of the same layout.</summary>
    public ArrayData WithType(DataType type) => new(type, Length, Validity, Buffers, Children, Dictionary, Offset, _nullCount);

    /// <summary>The window's values of a fixed-width type; good while this object is reachable (<see cref="GC.KeepAlive"/>).</summary>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged => Length == 0 ? [] : Buffers[0].Read<T>(Offset, Length);

    /// <summary>One value of a fixed-width type.</summary>
    public T Value<T>(int index) where T : unmanaged
    {
        var value = Values<T>()[index];
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>The window's values, copied.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        var values = Values<T>().ToArray();
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>The window's offsets, one more than values; good while this object is reachable.</summary>
    public ReadOnlySpan<int> Offsets => Length == 0 ? [0] : Buffers[0].Read<int>(Offset, Length + 1);

    /// <summary>Where value <paramref name="index"/> of a text, binary, list or map begins and how long it is.</summary>
    public (int Start, int Length) Range(int index)
    {
        var offsets = (int*)Buffers[0].Address + Offset + index;
        var range = (offsets[0], offsets[1] - offsets[0]);
        GC.KeepAlive(this);
        return range;
    }

    /// <summary>The bytes of a text or binary value; good while this object is reachable.</summary>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        var (start, length) = Range(index);
        return length == 0 ? [] : Buffers[1].Read<byte>(start, length);
    }

    /// <summary>The index of a dictionary value.</summary>
    public long IndexAt(int index)
    {
        var at = (long)Offset + index;
        var address = Buffers[0].Address;
        var value = ((DictionaryType)Type).Index.Id switch
        {
            TypeId.Int8 => ((sbyte*)address)[at],
            TypeId.UInt8 => address[at],
            TypeId.Int16 => ((short*)address)[at],
            TypeId.UInt16 => ((ushort*)address)[at],
            TypeId.Int32 => ((int*)address)[at],
            TypeId.UInt32 => ((uint*)address)[at],
            TypeId.Int64 => ((long*)address)[at],
            _ => checked((long)((ulong*)address)[at]),
        };
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Bytes of all buffers that the window can reach, for figures shown to users.</summary>
    public long ByteSize() => (Validity?.Length ?? 0) + Buffers.Sum(b => b.Length) + Children.Sum(c => c.ByteSize()) + (Dictionary?.ByteSize() ?? 0);

    private int NullCountOfSlice(int length) => _nullCount == 0 ? 0 : _nullCount == Length ? length : -1;
}
