using System.Text.Json;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Reads the rows of an answer into tables.</summary>
internal sealed class RowParser : IRowReader<Table>
{
    private readonly List<ResultColumn> _columns = [];
    private readonly List<ResultType> _types = [];
    private readonly RowKeys _keys = new();
    private readonly int _most;

    public RowParser(IReadOnlyList<string> names, IReadOnlyList<string> types, int most = 65_536)
    {
        _most = most;
        for (var i = 0; i < names.Count; i++) { Add(names[i], i < types.Count ? ResultType.Parse(types[i]) : new ResultType("VARCHAR")); }
    }

    public int Count { get; private set; }

    public bool IsFull => Count >= _most;

    public int Read(ReadOnlySpan<byte> text, out int used) => RowWalker.Read(new Receiver(this), text, out used);

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
        _columns.Add(column);
        _types.Add(type);
        _keys.Add(name);
    }

    private void Value(string name, ref Utf8JsonReader reader)
    {
        var index = _keys.IndexOf(name);
        if (index < 0)
        {
            // A later batch may have columns that the first one lacked.
            index = _columns.Count;
            Add(name, TypeOf(ref reader));
        }
        Append(index, ref reader);
    }

    private void FillUp()
    {
        foreach (var column in _columns)
        {
            if (column.Count == Count) { column.AppendNull(); }
        }
    }

    private void TakeBack()
    {
        foreach (var column in _columns) { column.Truncate(Count); }
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
            if (column.TryAppend(_keys.Unescaped(ref reader), quoted: true)) { return; }
        }
        if (column is not ObjectColumn any) { _columns[index] = any = ObjectColumn.Of(column, _types[index]); }
        any.Append(JsonValues.Read(ref reader, _types[index]));
    }

    private bool TryPlain(int column, ReadOnlySpan<byte> value)
    {
        if (!value.SequenceEqual("null"u8)) { return _columns[column].TryAppend(value, quoted: false); }
        _columns[column].AppendNull();
        return true;
    }

    private readonly struct Receiver(RowParser rows) : IRowReceiver
    {
        public int Count => rows.Count;
        public bool IsFull => rows.IsFull;
        public RowKeys Keys => rows._keys;
        public void Begin(int column) { }
        public bool TryText(int column, ReadOnlySpan<byte> quoted) => rows._columns[column].TryAppend(quoted[1..^1], quoted: true);
        public bool TryUnescaped(int column, ReadOnlySpan<byte> text) => rows._columns[column].TryAppend(text, quoted: true);
        public bool TryPlain(int column, ReadOnlySpan<byte> value) => rows.TryPlain(column, value);
        public int Nested(int column, ReadOnlySpan<byte> text) => 0;
        public void End() { }
        public void TakeBack() => rows.TakeBack();
        public void Value(string name, ref Utf8JsonReader reader) => rows.Value(name, ref reader);
        public void End(ReadOnlySpan<byte> text) => rows.FillUp();
        public void Row() => rows.Count++;
    }
}
