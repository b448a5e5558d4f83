using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Sinogram.Data;
using Sinogram.Data.Buffers;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Whole numbers, and the moments that Drill sends as numbers: milliseconds of the wall clock.</summary>
internal sealed class WholeColumn(string name, DataType type) : ResultColumn(name)
{
    private const long MillisecondsOfDay = 86_400_000;
    private long[] _values = new long[1024];

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        if (quoted || !Utf8Parser.TryParse(text, out long value, out var used) || used != text.Length || !Fits(value)) { return false; }
        Slot() = value;
        Added();
        return true;
    }

    public override Column Build()
    {
        var values = _values.AsSpan(0, Count);
        switch (type.Id)
        {
            case TypeId.Int64 or TypeId.Timestamp: return Built(type, ArrowBuffer.CopyOf<long>(values));
            case TypeId.Time: return Built(type, ArrowBuffer.CopyOf<long>(values));
            default:
                var narrow = new int[Count];
                for (var i = 0; i < narrow.Length; i++) { narrow[i] = (int)(type.Id == TypeId.Date ? Days(values[i]) : values[i]); }
                return Built(type, ArrowBuffer.CopyOf<int>(narrow));
        }
    }

    public override object? Value(int index) => IsNull(index) ? null : type.Id switch
    {
        TypeId.Date => DateOnly.FromDayNumber((int)Days(_values[index]) + 719_162),
        TypeId.Time => TimeOnly.FromTimeSpan(TimeSpan.FromMilliseconds(_values[index])),
        TypeId.Timestamp => DateTime.SpecifyKind(DateTime.UnixEpoch.AddMilliseconds(_values[index]), DateTimeKind.Unspecified),
        TypeId.Int32 => (int)_values[index],
        _ => _values[index],
    };

    protected override void Placeholder() => Slot() = 0;

    private static long Days(long milliseconds) => (long)Math.Floor(milliseconds / (double)MillisecondsOfDay);

    private bool Fits(long value) => type.Id switch
    {
        TypeId.Int32 => value is >= int.MinValue and <= int.MaxValue,
        TypeId.Time => value is >= 0 and < MillisecondsOfDay,
        // The years 1 to 9999.
        TypeId.Date or TypeId.Timestamp => value is >= -62_135_596_800_000 and <= 253_402_300_799_999,
        _ => true,
    };

    private ref long Slot()
    {
        if (Count == _values.Length) { Array.Resize(ref _values, Count * 2); }
        return ref _values[Count];
    }
}

/// <summary>Floating-point numbers; NaN and the infinities come in quotes.</summary>
internal sealed class RealColumn(string name, DataType type) : ResultColumn(name)
{
    private double[] _values = new double[1024];

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        double value;
        if (quoted)
        {
            if (text.SequenceEqual("NaN"u8)) { value = double.NaN; }
            else if (text.SequenceEqual("Infinity"u8)) { value = double.PositiveInfinity; }
            else if (text.SequenceEqual("-Infinity"u8)) { value = double.NegativeInfinity; }
            else { return false; }
        }
        else if (!Utf8Parser.TryParse(text, out value, out var used) || used != text.Length) { return false; }
        Slot() = value;
        Added();
        return true;
    }

    public override Column Build()
    {
        var values = _values.AsSpan(0, Count);
        if (type.Id == TypeId.Float64) { return Built(type, ArrowBuffer.CopyOf<double>(values)); }
        var narrow = new float[Count];
        for (var i = 0; i < narrow.Length; i++) { narrow[i] = (float)values[i]; }
        return Built(type, ArrowBuffer.CopyOf<float>(narrow));
    }

    public override object? Value(int index) => IsNull(index) ? null : _values[index];

    protected override void Placeholder() => Slot() = 0;

    private ref double Slot()
    {
        if (Count == _values.Length) { Array.Resize(ref _values, Count * 2); }
        return ref _values[Count];
    }
}

/// <summary>Decimals with all their digits; Drill also writes them with exponents.</summary>
internal sealed class DecimalColumn(string name, DecimalType type) : ResultColumn(name)
{
    private readonly Int128 _limit = Decimal128.PowerOfTen(type.Precision);
    private Int128[] _values = new Int128[1024];

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        // The metadata are those of the first batch: a later one may have more digits.
        if (quoted || !ExactNumber.TryParse(text, type.Scale, out var unscaled) || unscaled >= _limit || unscaled <= -_limit) { return false; }
        Slot() = unscaled;
        Added();
        return true;
    }

    public override Column Build() => Built(type, ArrowBuffer.CopyOf<Int128>(_values.AsSpan(0, Count)));

    public override object? Value(int index) => IsNull(index) ? null : new Decimal128(_values[index], type.Scale);

    protected override void Placeholder() => Slot() = 0;

    private ref Int128 Slot()
    {
        if (Count == _values.Length) { Array.Resize(ref _values, Count * 2); }
        return ref _values[Count];
    }
}

internal sealed class FlagColumn(string name) : ResultColumn(name)
{
    private bool[] _values = new bool[1024];

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        var value = text.SequenceEqual("true"u8);
        if (quoted || (!value && !text.SequenceEqual("false"u8))) { return false; }
        Slot() = value;
        Added();
        return true;
    }

    public override Column Build()
    {
        var bits = new byte[(Count + 7) / 8];
        for (var i = 0; i < Count; i++) { bits[i >> 3] |= (byte)((_values[i] ? 1 : 0) << (i & 7)); }
        return Built(DataType.Of(typeof(bool)), ArrowBuffer.CopyOf<byte>(bits));
    }

    public override object? Value(int index) => IsNull(index) ? null : _values[index];

    protected override void Placeholder() => Slot() = false;

    private ref bool Slot()
    {
        if (Count == _values.Length) { Array.Resize(ref _values, Count * 2); }
        return ref _values[Count];
    }
}

/// <summary>Text, kept as the bytes in which it came.</summary>
internal sealed class TextColumn(string name) : ResultColumn(name)
{
    private int[] _ends = new int[1024];
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        if (!quoted) { return false; }
        if (_used + text.Length > _bytes.Length) { Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, _used + text.Length))); }
        text.CopyTo(_bytes.AsSpan(_used));
        _used += text.Length;
        End();
        Added();
        return true;
    }

    public override void Truncate(int count)
    {
        base.Truncate(count);
        _used = count == 0 ? 0 : _ends[count - 1];
    }

    public override Column Build()
    {
        if (!Utf8.IsValid(_bytes.AsSpan(0, _used))) { throw new ResultFormatException($"The column '{Name}' holds text that is not UTF-8."); }
        var offsets = new int[Count + 1];
        _ends.AsSpan(0, Count).CopyTo(offsets.AsSpan(1));
        var column = Built(DataType.Of(typeof(string)), ArrowBuffer.CopyOf<int>(offsets), ArrowBuffer.CopyOf<byte>(_bytes.AsSpan(0, _used)));
        _used = 0;
        return column;
    }

    public override object? Value(int index) => IsNull(index) ? null : Encoding.UTF8.GetString(_bytes, index == 0 ? 0 : _ends[index - 1], _ends[index] - (index == 0 ? 0 : _ends[index - 1]));

    protected override void Placeholder() => End();

    private void End()
    {
        if (Count == _ends.Length) { Array.Resize(ref _ends, Count * 2); }
        _ends[Count] = _used;
    }
}
