using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Lines of JSON under construction: numbers with all their digits, ISO 8601 moments, bytes as base64; NaN and the infinities, which JSON lacks, as texts.</summary>
internal sealed class JsonLineText(int capacity)
{
    private const int DaysToEpoch = 719_162;
    private const long MillisecondsOfDay = 86_400_000;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);
    private byte[] _text = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _text.AsMemory(0, Length);

    /// <summary>Takes back what was written behind a length.</summary>
    public void Truncate(int length) => Length = length;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    /// <summary>Text as a value, with what JSON does not take escaped.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        Append("\""u8);
        while (text.IndexOfAny(Escaped) is var at and >= 0)
        {
            Append(text[..at]);
            Append(text[at] switch { (byte)'"' => "\\\""u8, (byte)'\\' => "\\\\"u8, (byte)'\n' => "\\n"u8, (byte)'\r' => "\\r"u8, (byte)'\t' => "\\t"u8, _ => Encoding.ASCII.GetBytes($"\\u{text[at]:x4}") });
            text = text[(at + 1)..];
        }
        Append(text);
        Append("\""u8);
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(24), out var written);
        Length += written;
    }

    public void Real(double value)
    {
        if (!double.IsFinite(value))
        {
            Append(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
            return;
        }
        Utf8Formatter.TryFormat(value, Room(32), out var written);
        Length += written;
    }

    public void Real(float value)
    {
        if (!float.IsFinite(value)) { Real((double)value); }
        else
        {
            Utf8Formatter.TryFormat(value, Room(32), out var written);
            Length += written;
        }
    }

    /// <summary>A date by its days since 1970; of the years 1 to 9999.</summary>
    public void Date(int days)
    {
        var room = Room(12);
        room[0] = (byte)'"';
        Day(days, room[1..]);
        room[11] = (byte)'"';
        Length += 12;
    }

    /// <summary>A timestamp by its milliseconds since 1970; of the years 1 to 9999.</summary>
    public void Timestamp(long milliseconds)
    {
        var days = (long)Math.Floor(milliseconds / (double)MillisecondsOfDay);
        var room = Room(25);
        room[0] = (byte)'"';
        Day((int)days, room[1..]);
        room[11] = (byte)'T';
        Clock((int)(milliseconds - (days * MillisecondsOfDay)), room[12..]);
        room[24] = (byte)'"';
        Length += 25;
    }

    /// <summary>A time of day by its milliseconds.</summary>
    public void Time(int milliseconds)
    {
        var room = Room(14);
        room[0] = (byte)'"';
        Clock(milliseconds, room[1..]);
        room[13] = (byte)'"';
        Length += 14;
    }

    /// <summary>A value of any type, as it stands within lists and maps.</summary>
    public void Value(object? value)
    {
        switch (value)
        {
            case null: Append("null"u8); break;
            case bool flag: Append(flag ? "true"u8 : "false"u8); break;
            case string text: Text(Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes: Quoted(Convert.ToBase64String(bytes)); break;
            case double number: Real(number); break;
            case float number: Real(number); break;
            case DateOnly date: Date(date.DayNumber - DaysToEpoch); break;
            case DateTime time: Quoted(Moment(time)); break;
            case DateTimeOffset time: Quoted(Moment(time.UtcDateTime) + "Z"); break;
            case TimeOnly time: Quoted(time.ToString(time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "HH:mm:ss.fff" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture)); break;
            case Interval interval: Quoted(interval.ToString()); break;
            case StructValue row: Fields(row); break;
            case MapValue map: Entries(map); break;
            case System.Collections.IEnumerable list: Elements(list); break;
            case IFormattable number: Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            default: Text(Encoding.UTF8.GetBytes(value.ToString() ?? "")); break;
        }
    }

    private Span<byte> Room(int count)
    {
        if (Length + count > _text.Length) { Array.Resize(ref _text, Math.Max(_text.Length * 2, Length + count)); }
        return _text.AsSpan(Length);
    }

    private void Append(string text) => Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    private void Quoted(string text)
    {
        Append("\""u8);
        Append(text);
        Append("\""u8);
    }

    private static void Day(int days, Span<byte> target)
    {
        DateOnly.FromDayNumber(days + DaysToEpoch).Deconstruct(out var year, out var month, out var day);
        Pair(year / 100, target);
        Pair(year % 100, target[2..]);
        target[4] = (byte)'-';
        Pair(month, target[5..]);
        target[7] = (byte)'-';
        Pair(day, target[8..]);
    }

    private static void Clock(int milliseconds, Span<byte> target)
    {
        var (seconds, rest) = Math.DivRem(milliseconds, 1000);
        Pair(seconds / 3600, target);
        target[2] = (byte)':';
        Pair(seconds / 60 % 60, target[3..]);
        target[5] = (byte)':';
        Pair(seconds % 60, target[6..]);
        target[8] = (byte)'.';
        target[9] = (byte)('0' + (rest / 100));
        Pair(rest % 100, target[10..]);
    }

    private static void Pair(int number, Span<byte> target) => (target[0], target[1]) = ((byte)('0' + (number / 10)), (byte)('0' + (number % 10)));

    private void Fields(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var first = true;
        Append("{"u8);
        foreach (var (name, value) in fields)
        {
            if (!first) { Append(","u8); }
            first = false;
            Text(Encoding.UTF8.GetBytes(name));
            Append(":"u8);
            Value(value);
        }
        Append("}"u8);
    }

    /// <summary>A map with texts as keys is an object; others are pairs.</summary>
    private void Entries(MapValue map)
    {
        if (map.All(e => e.Key is string) && map.Select(e => e.Key).Distinct().Count() == map.Count) { Fields(map.Select(e => KeyValuePair.Create((string)e.Key, e.Value))); }
        else { Elements(map.Select(e => new Dictionary<string, object?> { ["key"] = e.Key, ["value"] = e.Value })); }
    }

    private void Elements(System.Collections.IEnumerable list)
    {
        var first = true;
        Append("["u8);
        foreach (var item in list)
        {
            if (!first) { Append(","u8); }
            first = false;
            if (item is Dictionary<string, object?> pair) { Fields(pair); }
            else { Value(item); }
        }
        Append("]"u8);
    }

    private static string Moment(DateTime time) => time.ToString(time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-ddTHH:mm:ss.fff" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
