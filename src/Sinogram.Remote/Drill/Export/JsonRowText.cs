using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Export;

/// <summary>Rows as lines of JSON.</summary>
internal sealed class JsonRowText
{
    private const int FlushAt = 1 << 20;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);
    private byte[] _text = new byte[FlushAt + (1 << 16)];
    private int _used;

    public void Write(Table table, Stream target, CancellationToken token)
    {
        var cells = table.Columns.Select(c => Cell.Of(c)).ToArray();
        var names = table.Columns.Select((c, i) => Encoding.UTF8.GetBytes($"{(i == 0 ? "{" : ",")}{JsonSerializer.Serialize(c.Name, Plain)}:")).ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                Append(names[i]);
                if (cells[i].IsNull(row)) { Append("null"u8); }
                else { cells[i].Write(this, row); }
            }
            Append("}\n"u8);
            if (_used >= FlushAt)
            {
                token.ThrowIfCancellationRequested();
                target.Write(_text, 0, _used);
                _used = 0;
            }
        }
        target.Write(_text, 0, _used);
        _used = 0;
    }

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Span<byte> Room(int count)
    {
        if (_used + count > _text.Length) { Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + count)); }
        return _text.AsSpan(_used);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _used += text.Length;
    }

    private void Append(string text)
    {
        var room = Room(Encoding.UTF8.GetMaxByteCount(text.Length));
        _used += Encoding.UTF8.GetBytes(text, room);
    }

    private void Quoted(string text)
    {
        Append("\""u8);
        Append(text);
        Append("\""u8);
    }

    private void Text(ReadOnlySpan<byte> text)
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

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(24), out var written);
        _used += written;
    }

    private void Real(double value)
    {
        if (!double.IsFinite(value))
        {
            Append(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
            return;
        }
        Utf8Formatter.TryFormat(value, Room(32), out var written);
        _used += written;
    }

    private void Real(float value)
    {
        if (!float.IsFinite(value)) { Real((double)value); }
        else
        {
            Utf8Formatter.TryFormat(value, Room(32), out var written);
            _used += written;
        }
    }

    /// <summary>A value of any type, as it stands within lists and maps.</summary>
    private void Value(object? value)
    {
        switch (value)
        {
            case null: Append("null"u8); break;
            case bool flag: Append(flag ? "true"u8 : "false"u8); break;
            case string text: Text(Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes: Quoted(Convert.ToBase64String(bytes)); break;
            case double number: Real(number); break;
            case float number: Real(number); break;
            case DateOnly date: Quoted(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTime time: Quoted(Moment(time)); break;
            case DateTimeOffset time: Quoted(Moment(time.UtcDateTime) + "Z"); break;
            case TimeOnly time: Quoted(Clock(time)); break;
            case Interval interval: Quoted(interval.ToString()); break;
            case StructValue row: Fields(row); break;
            case MapValue map: Entries(map); break;
            case System.Collections.IEnumerable list: Elements(list); break;
            case IFormattable number: Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            default: Text(Encoding.UTF8.GetBytes(value.ToString() ?? "")); break;
        }
    }

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

    private static string Clock(TimeOnly time) => time.ToString(time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "HH:mm:ss.fff" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>A column that writes its values one by one, by their type.</summary>
    private abstract class Cell(Column column)
    {
        private readonly byte[] _valid = column.ValidityBits.ToArray();
        private readonly int _offset = column.BitOffset;

        public bool IsNull(int row) => _valid.Length > 0 && (_valid[(_offset + row) >> 3] & (1 << ((_offset + row) & 7))) == 0;

        public abstract void Write(JsonRowText text, int row);

        public static Cell Of(Column column) => column.Type.Id switch
        {
            TypeId.Int32 => new Numbers(column, Array.ConvertAll(column.Values<int>().ToArray(), v => (long)v)),
            TypeId.Int64 => new Numbers(column, column.Values<long>().ToArray()),
            TypeId.Float64 => new Reals(column, column.Values<double>().ToArray()),
            TypeId.String => new Texts(column),
            TypeId.Date => new Dates(column, column.Values<int>().ToArray()),
            _ => new Others(column),
        };
    }

    private sealed class Numbers(Column column, long[] values) : Cell(column)
    {
        public override void Write(JsonRowText text, int row) => text.Number(values[row]);
    }

    private sealed class Reals(Column column, double[] values) : Cell(column)
    {
        public override void Write(JsonRowText text, int row) => text.Real(values[row]);
    }

    private sealed class Dates(Column column, int[] days) : Cell(column)
    {
        private const int Epoch = 719_162;
        private readonly byte[] _text = new byte[12];

        public override void Write(JsonRowText text, int row)
        {
            (_text[0], _text[11]) = ((byte)'"', (byte)'"');
            DateOnly.FromDayNumber(days[row] + Epoch).TryFormat(_text.AsSpan(1, 10), out _, "o", CultureInfo.InvariantCulture);
            text.Append(_text);
        }
    }

    private sealed class Texts(Column column) : Cell(column)
    {
        private readonly int[] _offsets = column.Offsets.ToArray();
        private readonly byte[] _bytes = column.Bytes.ToArray();

        public override void Write(JsonRowText text, int row) => text.Text(_bytes.AsSpan(_offsets[row], _offsets[row + 1] - _offsets[row]));
    }

    private sealed class Others(Column column) : Cell(column)
    {
        private readonly Func<long, object?> _read = column.GetValue;

        public override void Write(JsonRowText text, int row) => text.Value(_read(row));
    }
}
