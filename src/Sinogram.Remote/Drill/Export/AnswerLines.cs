using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sinogram.Remote.Drill.Cluster.Results;

namespace Sinogram.Remote.Drill.Export;

/// <summary>
/// Rows of an answer as lines of JSON, with no table between: what is the same in both is copied as it came, so that numbers keep their digits, and moments and
/// intervals become ISO 8601. A row whose keys are not those of the answer's head is written with all columns seen so far.
/// </summary>
/// <remarks>Two buffers take turns: a batch is good until the next but one is built.</remarks>
internal sealed class AnswerLines : IRowReader<JsonLines>
{
    private const int FullAt = 1 << 19;
    private readonly List<AnswerColumn> _columns = [];
    private readonly RowKeys _keys = new();
    private readonly JsonLineText[] _texts = [new(FullAt + (1 << 18)), new(FullAt + (1 << 18))];
    private (int Start, int Length)[] _values = [];
    private int _turn;
    private long _left;
    private int _kept;
    private int _start;

    /// <param name="names">The columns.</param>
    /// <param name="types">Their types, as far as the answer told them.</param>
    /// <param name="limit">Rows that are written; those behind are only read.</param>
    public AnswerLines(IReadOnlyList<string> names, IReadOnlyList<string> types, long limit)
    {
        _left = limit;
        for (var i = 0; i < names.Count; i++) { Add(names[i], i < types.Count ? ResultType.Parse(types[i]) : new ResultType("VARCHAR")); }
    }

    public int Count { get; private set; }

    public bool IsFull => Text.Length >= FullAt || Count >= 1 << 20;

    private JsonLineText Text => _texts[_turn];

    public int Read(ReadOnlySpan<byte> text, out int used) => RowWalker.Read(new Receiver(this), text, out used);

    public JsonLines Build()
    {
        var lines = Text.Written;
        if (!Utf8.IsValid(lines.Span)) { throw new ResultFormatException("The answer holds text that is not UTF-8."); }
        var rows = _kept;
        (Count, _kept, _start) = (0, 0, 0);
        _turn = 1 - _turn;
        Text.Truncate(0);
        return new JsonLines(lines, rows);
    }

    private void Add(string name, ResultType type)
    {
        _keys.Add(name);
        _columns.Add(new AnswerColumn(TableLines.Key(name, _columns.Count == 0), AnswerColumn.KindOf(type), type));
    }

    private void Value(string name, ref Utf8JsonReader reader)
    {
        var index = _keys.IndexOf(name);
        if (index < 0)
        {
            // A later batch may have columns that the first one lacked.
            index = _columns.Count;
            Add(name, default);
        }
        if (_values.Length <= index) { Array.Resize(ref _values, _columns.Count + 8); }
        var start = (int)reader.TokenStartIndex;
        reader.TrySkip();
        // Of a key that stands twice in a row, the last value counts.
        _values[index] = (start, (int)reader.BytesConsumed - start);
    }

    /// <summary>Writes the values of a row of any form in the order of the columns.</summary>
    private void End(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            Text.Append(_columns[i].Written);
            var (start, length) = i < _values.Length ? _values[i] : default;
            if (length == 0) { Text.Append("null"u8); }
            else { Value(text.Slice(start, length), _columns[i].Type); }
        }
        Array.Clear(_values);
        Text.Append(_columns.Count == 0 ? "{}\n"u8 : "}\n"u8);
    }

    private void Row()
    {
        if (_left == 0) { Text.Truncate(_start); }
        else
        {
            _left--;
            _kept++;
        }
        Count++;
        _start = Text.Length;
    }

    private bool TryUnescaped(int column, ReadOnlySpan<byte> text)
    {
        if (_columns[column].Kind != AnswerKind.Text) { return false; }
        Text.Text(text);
        return true;
    }

    private void Value(ReadOnlySpan<byte> json, ResultType type)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        Value(ref reader, type);
    }

    /// <summary>The value at the reader's token, with the elements of lists in the type of the column; the reader stands at its last token afterwards.</summary>
    private void Value(ref Utf8JsonReader reader, ResultType type)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = _keys.Unescaped(ref reader);
                if (AnswerColumn.KindOf(type) == AnswerKind.Interval && DrillInterval.TryParse(Encoding.UTF8.GetString(text), out var interval)) { Text.Value(interval); }
                else { Text.Text(text); }
                break;
            case JsonTokenType.Number:
                if (!Utf8Parser.TryParse(reader.ValueSpan, out long number, out var used) || used != reader.ValueSpan.Length || !AnswerColumn.TryMoment(Text, AnswerColumn.KindOf(type), number)) { Text.Append(reader.ValueSpan); }
                break;
            case JsonTokenType.StartArray: Elements(ref reader, type); break;
            case JsonTokenType.StartObject: Fields(ref reader); break;
            default: Text.Append(reader.ValueSpan); break;
        }
    }

    private void Elements(ref Utf8JsonReader reader, ResultType type)
    {
        // A DICT comes as pairs of keys and values, and is an object where its keys are texts.
        var entries = reader;
        if (type.Name == "DICT" && TryEntries(ref entries))
        {
            reader = entries;
            return;
        }
        Text.Append("["u8);
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (!first) { Text.Append(","u8); }
            Value(ref reader, type.Name == "DICT" ? default : type);
        }
        Text.Append("]"u8);
    }

    private void Fields(ref Utf8JsonReader reader)
    {
        Text.Append("{"u8);
        for (var first = true; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; first = false)
        {
            if (!first) { Text.Append(","u8); }
            Text.Text(_keys.Unescaped(ref reader));
            Text.Append(":"u8);
            reader.Read();
            Value(ref reader, default);
        }
        Text.Append("}"u8);
    }

    private bool TryEntries(ref Utf8JsonReader reader)
    {
        var start = Text.Length;
        var known = new HashSet<string>(StringComparer.Ordinal);
        Text.Append("{"u8);
        for (var first = true; reader.Read() && reader.TokenType == JsonTokenType.StartObject; first = false)
        {
            if (!reader.Read() || !reader.ValueTextEquals("key"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String || !known.Add(reader.GetString()!)) { break; }
            if (!first) { Text.Append(","u8); }
            Text.Text(_keys.Unescaped(ref reader));
            Text.Append(":"u8);
            if (!reader.Read() || !reader.ValueTextEquals("value"u8) || !reader.Read()) { break; }
            Value(ref reader, default);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject) { break; }
        }
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            Text.Truncate(start);
            return false;
        }
        Text.Append("}"u8);
        return true;
    }

    private readonly struct Receiver(AnswerLines lines) : IRowReceiver
    {
        public int Count => lines.Count;
        public bool IsFull => lines.IsFull;
        public RowKeys Keys => lines._keys;
        public void Begin(int column) => lines.Text.Append(lines._columns[column].Written);
        public bool TryText(int column, ReadOnlySpan<byte> quoted) => lines._columns[column].TryText(lines.Text, quoted);
        public bool TryUnescaped(int column, ReadOnlySpan<byte> text) => lines.TryUnescaped(column, text);
        public bool TryPlain(int column, ReadOnlySpan<byte> value) => lines._columns[column].TryPlain(lines.Text, value);
        public int Nested(int column, ReadOnlySpan<byte> text) => lines._columns[column].Nested(lines.Text, text);
        public void End() => lines.Text.Append("}\n"u8);
        public void TakeBack() => lines.Text.Truncate(lines._start);
        public void Value(string name, ref Utf8JsonReader reader) => lines.Value(name, ref reader);
        public void End(ReadOnlySpan<byte> text) => lines.End(text);
        public void Row() => lines.Row();
    }
}
