using System.Buffers;
using System.Text;
using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>
/// Reads the rows of an answer. Drill writes all rows alike, so the usual row is read straight through: each column's name in its turn, its value behind it.
/// A row of another form (other keys, nested values, escapes in names) goes the general way.
/// </summary>
internal sealed class RowParser : IRowReader<Table>
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\\"u8);

    private readonly List<ResultColumn> _columns = [];
    private readonly List<ResultType> _types = [];
    private readonly List<byte[]> _keys = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly int _most;
    private byte[] _unescaped = new byte[1024];

    public RowParser(IReadOnlyList<string> names, IReadOnlyList<string> types, int most = 65_536)
    {
        _most = most;
        for (var i = 0; i < names.Count; i++) { Add(names[i], i < types.Count ? ResultType.Parse(types[i]) : new ResultType("VARCHAR")); }
    }

    public int Count { get; private set; }

    public bool IsFull => Count >= _most;

    public int Read(ReadOnlySpan<byte> text, out int used)
    {
        var (read, at) = (0, 0);
        used = 0;
        while (!IsFull)
        {
            at = RowText.Next(text, at, Count);
            if (at >= text.Length || text[at] == ']') { break; }
            var length = Fast(text[at..]);
            if (length == 0)
            {
                foreach (var column in _columns) { column.Truncate(Count); }
                length = General(text[at..]);
            }
            if (length == 0) { return read; }
            Count++;
            read++;
            at += length;
            used = at;
        }
        if (at < text.Length && text[at] == ']') { used = at; }
        return read;
    }

    /// <summary>The rows as a table; the next batch begins.</summary>
    public Table Build()
    {
        var columns = new List<Column>();
        for (var i = 0; i < _columns.Count; i++)
        {
            columns.Add(_columns[i].Build());
            // What met other values in this batch begins the next one as the metadata says.
            if (_columns[i] is ObjectColumn) { _columns[i] = ResultColumn.Create(_columns[i].Name, _types[i]); }
        }
        Count = 0;
        return new Table(columns);
    }

    private void Add(string name, ResultType type)
    {
        var column = ResultColumn.Create(name, type);
        for (var i = 0; i < Count; i++) { column.AppendNull(); }
        _byName[name] = _columns.Count;
        _columns.Add(column);
        _types.Add(type);
        _keys.Add(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":"));
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
            var key = _keys[i];
            if (!text[at..].StartsWith(key)) { return 0; }
            at += key.Length;
            if (at >= text.Length) { return 0; }
            var column = _columns[i];
            if (text[at] == '"')
            {
                var length = text[(at + 1)..].IndexOfAny(Special);
                if (length < 0) { return 0; }
                if (text[at + 1 + length] == '"')
                {
                    if (!column.TryAppend(text.Slice(at + 1, length), quoted: true)) { return 0; }
                    at += length + 2;
                    continue;
                }
                var escaped = Escaped(text[at..], column);
                if (escaped == 0) { return 0; }
                at += escaped;
                continue;
            }
            var end = at;
            while (end < text.Length && text[end] is not ((byte)',' or (byte)'}' or (byte)'[' or (byte)'{' or (byte)' ' or (byte)'\n')) { end++; }
            if (end >= text.Length || end == at) { return 0; }
            var value = text[at..end];
            if (value.SequenceEqual("null"u8)) { column.AppendNull(); }
            else if (!column.TryAppend(value, quoted: false)) { return 0; }
            at = end;
        }
        return at < text.Length && text[at] == '}' ? at + 1 : 0;
    }

    /// <summary>A text with escapes; gives its length with its quotes.</summary>
    private int Escaped(ReadOnlySpan<byte> text, ResultColumn column)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            if (!reader.Read()) { return 0; }
            if (_unescaped.Length < reader.ValueSpan.Length) { _unescaped = new byte[reader.ValueSpan.Length * 2]; }
            var length = reader.CopyString(_unescaped);
            return column.TryAppend(_unescaped.AsSpan(0, length), quoted: true) ? (int)reader.BytesConsumed : 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>A row of any form; 0 when it is not whole.</summary>
    private int General(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        try
        {
            var whole = reader;
            if (!whole.Read() || !whole.TrySkip()) { return 0; }
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!_byName.TryGetValue(name, out var index))
                {
                    // A later batch may have columns that the first one lacked.
                    Add(name, TypeOf(ref reader));
                    index = _columns.Count - 1;
                }
                Append(index, ref reader);
            }
            foreach (var column in _columns)
            {
                if (column.Count == Count) { column.AppendNull(); }
            }
            return (int)reader.BytesConsumed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ResultFormatException($"The answer is no JSON any more after row {Count:N0} of its batch.", e);
        }
    }

    private static ResultType TypeOf(ref Utf8JsonReader reader) => new(reader.TokenType switch
    {
        JsonTokenType.Number => reader.TryGetInt64(out _) ? "BIGINT" : "FLOAT8",
        JsonTokenType.True or JsonTokenType.False => "BIT",
        JsonTokenType.StartObject => "MAP",
        JsonTokenType.StartArray => "",
        _ => "VARCHAR",
    });

    private void Append(int index, ref Utf8JsonReader reader)
    {
        var column = _columns[index];
        // Of a key that stands twice in a row, the last value counts.
        if (column.Count > Count) { column.Truncate(Count); }
        if (reader.TokenType == JsonTokenType.Null)
        {
            column.AppendNull();
            return;
        }
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
        {
            if (column.TryAppend(reader.ValueSpan, quoted: false)) { return; }
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            if (_unescaped.Length < reader.ValueSpan.Length) { _unescaped = new byte[reader.ValueSpan.Length * 2]; }
            var length = reader.CopyString(_unescaped);
            if (column.TryAppend(_unescaped.AsSpan(0, length), quoted: true)) { return; }
        }
        if (column is not ObjectColumn any) { _columns[index] = any = ObjectColumn.Of(column, _types[index]); }
        any.Append(JsonValues.Read(ref reader, _types[index]));
    }
}
