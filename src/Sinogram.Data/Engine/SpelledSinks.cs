using System.Globalization;
using System.Numerics;
using Sinogram.Data.Buffers;
using Sinogram.Data.Builders;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Values of the engine's types for which Arrow has none, as the exact text that SQL writes for them.</summary>
internal sealed class SpelledSink<T>(Func<T, string> spell) : VectorSink(DataType.String) where T : unmanaged
{
    private readonly BytesBuilder _builder = new(DataType.String);

    public override ArrayBuilder Builder => _builder;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        var from = Data<T>(vector, start, count);
        for (var i = 0; i < count; i++)
        {
            if (validity.IsEmpty || Bitmap.Get(validity, start + i)) { _builder.Append(spell(from[i])); }
            else { _builder.AppendNull(); }
        }
    }
}

/// <summary>128-bit integers as decimals; where one has more than 38 digits, all of them as text.</summary>
internal sealed class HugeSink(string column) : VectorSink(DataType.Decimal(38, 0))
{
    private readonly FixedBuilder<Int128> _numbers = new(DataType.Decimal(38, 0));
    private BytesBuilder? _texts;
    private long _rows;

    public override DataType Type => Builder.Type;

    public override ArrayBuilder Builder => _texts is null ? _numbers : _texts;

    protected override void Append(nint vector, int start, int count, ReadOnlySpan<byte> validity)
    {
        var from = Data<Int128>(vector, start, count);
        if (_texts is null && !AllFit(from, start, validity)) { BecomeText(); }
        _rows += count;
        if (_texts is null)
        {
            _numbers.Append(from, validity, start);
            return;
        }
        for (var i = 0; i < count; i++)
        {
            if (validity.IsEmpty || Bitmap.Get(validity, start + i)) { _texts.Append(from[i].ToString(CultureInfo.InvariantCulture)); }
            else { _texts.AppendNull(); }
        }
    }

    // What stands at a null is arbitrary.
    private static bool AllFit(ReadOnlySpan<Int128> values, int start, ReadOnlySpan<byte> validity)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!VectorSinks.IsDecimal(values[i]) && (validity.IsEmpty || Bitmap.Get(validity, start + i))) { return false; }
        }
        return true;
    }

    private void BecomeText()
    {
        // A part of the result went out as numbers already: a column has one type.
        if (_numbers.Length < _rows) { throw VectorSinks.TooManyDigits(column); }
        _texts = new BytesBuilder(DataType.String);
        var before = _numbers.Build();
        for (var i = 0; i < before.Length; i++)
        {
            if (before.IsNull(i)) { _texts.AppendNull(); }
            else { _texts.Append(before.Value<Int128>(i).ToString(CultureInfo.InvariantCulture)); }
        }
    }
}

/// <summary>The engine's inner forms, spelled.</summary>
internal static unsafe class Spelling
{
    /// <summary>A time of day with its offset: <c>12:34:56.789+02:30</c>. Microseconds, and in the lowest 24 bits how far the offset is from the largest.</summary>
    public static string TimeWithZone(ulong bits)
    {
        const int LargestOffset = (16 * 60 * 60) - 1;
        var (time, offset) = ((long)(bits >> 24), LargestOffset - (int)(bits & 0xFFFFFF));
        var seconds = time / 1_000_000;
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (time % 1_000_000 is > 0 and var fraction) { text += "." + fraction.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0'); }
        var rest = Math.Abs(offset);
        text += string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{rest / 3600:00}");
        if (rest % 3600 > 0) { text += string.Create(CultureInfo.InvariantCulture, $":{rest / 60 % 60:00}"); }
        return rest % 60 > 0 ? text + string.Create(CultureInfo.InvariantCulture, $":{rest % 60:00}") : text;
    }

    /// <summary>Bits as zeros and ones. The first byte says how many bits before the first one are only filling.</summary>
    public static string Bits(DuckDb.StringValue value)
    {
        var bytes = Bytes(&value);
        if (bytes.Length < 2) { return ""; }
        var filling = bytes[0];
        return string.Create(((bytes.Length - 1) * 8) - filling, (Address: (nint)(&value), filling), static (text, from) =>
        {
            var bytes = Bytes((DuckDb.StringValue*)from.Address)[1..];
            for (var i = 0; i < text.Length; i++) { text[i] = (bytes[(i + from.filling) / 8] >> (7 - ((i + from.filling) % 8)) & 1) == 1 ? '1' : '0'; }
        });
    }

    /// <summary>An integer of any size. Three bytes of sign and length, then its bytes from the largest on; of a negative one, all of them inverted.</summary>
    public static string Integer(DuckDb.StringValue value)
    {
        const int Head = 3;
        var bytes = Bytes(&value);
        if (bytes.Length <= Head) { return "0"; }
        var negative = (bytes[0] & 0x80) == 0;
        var magnitude = bytes[Head..].ToArray();
        if (negative)
        {
            for (var i = 0; i < magnitude.Length; i++) { magnitude[i] = (byte)~magnitude[i]; }
        }
        var number = new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        return (negative ? -number : number).ToString(CultureInfo.InvariantCulture);
    }

    private static ReadOnlySpan<byte> Bytes(DuckDb.StringValue* value) => new(value->Length <= DuckDb.StringValue.Inlined ? value->Bytes : value->Pointer, (int)value->Length);
}
