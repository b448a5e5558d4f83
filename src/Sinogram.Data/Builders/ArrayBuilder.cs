using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Builders;

/// <summary>Builds the data of one column value by value.</summary>
internal abstract class ArrayBuilder(DataType type)
{
    private BitBuilder? _validity;

    public DataType Type { get; } = type;
    public int Length { get; private set; }
    public int NullCount { get; private set; }

    /// <summary>A builder for any type.</summary>
    public static ArrayBuilder Create(DataType type, int capacity = 0) => type switch
    {
        ListType list => new ListBuilder(list, Create(list.Element.Type)),
        MapType map => new MapBuilder(map),
        StructType fields => new StructBuilder(fields),
        DictionaryType dictionary => new DictionaryBuilder(dictionary),
        _ => type.Id switch
        {
            TypeId.Null => new NullBuilder(),
            TypeId.Bool => new BoolBuilder(),
            TypeId.Int8 => new FixedBuilder<sbyte>(type, capacity),
            TypeId.Int16 => new FixedBuilder<short>(type, capacity),
            TypeId.Int32 or TypeId.Date => new FixedBuilder<int>(type, capacity),
            TypeId.Int64 or TypeId.Time or TypeId.Timestamp or TypeId.Duration => new FixedBuilder<long>(type, capacity),
            TypeId.UInt8 => new FixedBuilder<byte>(type, capacity),
            TypeId.UInt16 => new FixedBuilder<ushort>(type, capacity),
            TypeId.UInt32 => new FixedBuilder<uint>(type, capacity),
            TypeId.UInt64 => new FixedBuilder<ulong>(type, capacity),
            TypeId.Float32 => new FixedBuilder<float>(type, capacity),
            TypeId.Float64 => new FixedBuilder<double>(type, capacity),
            TypeId.Decimal => new FixedBuilder<Int128>(type, capacity),
            TypeId.Interval => new FixedBuilder<Interval>(type, capacity),
            TypeId.String or TypeId.Binary => new BytesBuilder(type, capacity),
            _ => throw new TableException($"A column of {type} cannot be built."),
        },
    };

    public void AppendNull()
    {
        AppendPlaceholder();
        if (_validity is null)
        {
            _validity = new BitBuilder();
            _validity.AppendRepeated(true, Length);
        }
        _validity.Append(false);
        Length++;
        NullCount++;
    }

    public void AppendNulls(int count)
    {
        for (var i = 0; i < count; i++) { AppendNull(); }
    }

    public ArrayData Build()
    {
        var result = Build(Length, _validity?.Build(), NullCount);
        (_validity, Length, NullCount) = (null, 0, 0);
        return result;
    }

    /// <summary>Counts values that a derived builder has just written as present.</summary>
    protected void Added(int count = 1)
    {
        _validity?.AppendRepeated(true, count);
        Length += count;
    }

    /// <summary>Counts values that a derived builder has just written, with their validity bits.</summary>
    protected void Added(int count, ReadOnlySpan<byte> validity, long bitOffset)
    {
        if (validity.IsEmpty)
        {
            Added(count);
            return;
        }
        var missing = count - (int)Bitmap.CountSet(validity, bitOffset, count);
        if (missing > 0 && _validity is null)
        {
            _validity = new BitBuilder();
            _validity.AppendRepeated(true, Length);
        }
        _validity?.Append(validity, bitOffset, count);
        Length += count;
        NullCount += missing;
    }

    /// <summary>Writes what stands in the place of a missing value.</summary>
    protected abstract void AppendPlaceholder();

    protected abstract ArrayData Build(int length, ArrowBuffer? validity, int nullCount);
}
