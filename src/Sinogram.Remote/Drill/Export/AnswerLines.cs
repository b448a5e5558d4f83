using System.Buffers;
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
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly List<AnswerColumn> _columns = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly JsonLineText[] _texts = [new(FullAt + (1 << 18)), new(FullAt + (1 << 18))];
    private byte[] _unescaped = new byte[1024];
    private (int Start, int Length)[] _values = [];
    private int _turn;
    private long _left;
    private int _kept;

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

    public int Read(ReadOnlySpan<byte> text, out int used)
    {
        var (read, at) = (0, 0);
        used = 0;
        while (!IsFull)
        {
            at = RowText.Next(text, at, Count);
            if (at >= text.Length || text[at] == ']') { break; }
            var start = Text.Length;
            var length = Fast(text[at..]);
            if (length == 0)
            {
                Text.Truncate(start);
                length = General(text[at..]);
                if (length == 0) { return read; }
            }
            if (_left == 0) { Text.Truncate(start); }
            else
            {
                _left--;
                _kept++;
            }
            Count++;
            read++;
            at += length;
            used = at;
        }
        if (at < text.Length && text[at] == ']') { used = at; }
        return read;
    }

    public JsonLines Build()
    {
        var lines = Text.Written;
        if (!Utf8.IsValid(lines.Span)) { throw new ResultFormatException("The answer holds text that is not UTF-8."); }
        var rows = _kept;
        (Count, _kept) = (0, 0);
        _turn = 1 - _turn;
        Text.Truncate(0);
        return new JsonLines(lines, rows);
    }

    private void Add(string name, ResultType type)
    {
        _byName[name] = _columns.Count;
        _columns.Add(new AnswerColumn(
            Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":"),
            TableLines.Key(name, _columns.Count == 0),
            AnswerColumn.KindOf(type),
            type));
    }

    /// <summary>The length of the row, or 0 when it has another form or is not whole.</summary>
    private int Fast(ReadOnlySpan<byte> text)
    {
        var at = 1;
        for (var i = 0; i < _columns.Count; i++)
        {
            if (i > 0)
            {
                if (at >= text.Length || text[at] != ',') { return 0; }
                at++;
            }
            var column = _columns[i];
            if (!text[at..].StartsWith(column.Key)) { return 0; }
            at += column.Key.Length;
            if (at >= text.Length) { return 0; }
            Text.Append(column.Written);
            if (text[at] == '"')
            {
                var length = text[(at + 1)..].IndexOfAny(Special);
                if (length < 0) { return 0; }
                if (text[at + 1 + length] == '\\')
                {
                    var escaped = Escaped(text[at..], column);
                    if (escaped == 0) { return 0; }
                    at += escaped;
                    continue;
                }
                if (text[at + 1 + length] != '"' || !column.TryText(Text, text.Slice(at, length + 2))) { return 0; }
                at += length + 2;
                continue;
            }
            var end = at;
            while (end < text.Length && text[end] is not ((byte)',' or (byte)'}' or (byte)'[' or (byte)'{' or (byte)' ' or (byte)'\n')) { end++; }
            if (end >= text.Length || end == at || !column.TryPlain(Text, text[at..end])) { return 0; }
            at = end;
        }
        if (at >= text.Length || text[at] != '}' || _columns.Count == 0) { return 0; }
        Text.Append("}\n"u8);
        return at + 1;
    }

    /// <summary>A text with escapes; gives its length with its quotes.</summary>
    private int Escaped(ReadOnlySpan<byte> text, AnswerColumn column)
    {
        if (column.Kind != AnswerKind.Text) { return 0; }
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            if (!reader.Read()) { return 0; }
            Text.Text(Unescaped(ref reader));
            return (int)reader.BytesConsumed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (_unescaped.Length < reader.ValueSpan.Length) { _unescaped = new byte[reader.ValueSpan.Length * 2]; }
        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }

    /// <summary>A row of any form; 0 when it is not whole.</summary>
    private int General(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        try
        {
            var whole = reader;
            if (!whole.Read() || !whole.TrySkip()) { return 0; }
            if (_values.Length < _columns.Count) { Array.Resize(ref _values, _columns.Count + 8); }
            Array.Clear(_values);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!_byName.TryGetValue(name, out var index))
                {
                    // A later batch may have columns that the first one lacked.
                    index = _columns.Count;
                    Add(name, default);
                    if (_values.Length <= index) { Array.Resize(ref _values, index + 8); }
                }
                var start = (int)reader.TokenStartIndex;
                reader.TrySkip();
                // Of a key that stands twice in a row, the last value counts.
                _values[index] = (start, (int)reader.BytesConsumed - start);
            }
            for (var i = 0; i < _columns.Count; i++)
            {
                Text.Append(_columns[i].Written);
                var (start, length) = _values[i];
                if (length == 0) { Text.Append("null"u8); }
                else { Value(text.Slice(start, length), _columns[i].Type); }
            }
            Text.Append(_columns.Count == 0 ? "{}\n"u8 : "}\n"u8);
            return (int)reader.BytesConsumed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ResultFormatException($"The answer is no JSON any more after row {Count:N0} of its batch.", e);
        }
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
                var text = Unescaped(ref reader);
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
            Text.Text(Unescaped(ref reader));
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
            Text.Text(Unescaped(ref reader));
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
}
