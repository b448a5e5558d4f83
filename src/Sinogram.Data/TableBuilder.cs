namespace Sinogram.Data;

/// <summary>Builds a table row by row.</summary>
public sealed class TableBuilder
{
    private readonly ColumnBuilder[] _columns;

    public TableBuilder(Schema schema)
    {
        Schema = schema;
        _columns = [.. schema.Select(f => new ColumnBuilder(f))];
    }

    public TableBuilder(params IEnumerable<Field> fields) : this(new Schema(fields)) { }

    public Schema Schema { get; }
    public long RowCount => _columns.Length == 0 ? 0 : _columns[^1].Length;

    /// <summary>The builder of one column; whoever appends to columns one by one appends to each the same number of values.</summary>
    public ColumnBuilder this[string name] => _columns[Schema.IndexOf(name)];

    /// <summary>Adds a row: a value for each column, in the schema's order.</summary>
    public void Append(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _columns.Length) { throw new TableException($"A row of {values.Length} values was given to a table of {_columns.Length} columns."); }
        for (var i = 0; i < values.Length; i++) { _columns[i].AppendObject(values[i]); }
    }

    /// <summary>The finished table; the builder starts anew.</summary>
    public Table Build()
    {
        var table = new Table(_columns.Select(c => c.Build()));
        return Schema.Metadata.Aggregate(table, (t, pair) => t.WithMetadata(pair.Key, pair.Value));
    }
}
