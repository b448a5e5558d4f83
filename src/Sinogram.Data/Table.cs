using Sinogram.Data.Records;

namespace Sinogram.Data;

/// <summary>
/// Rows and columns, immutable, in Arrow's memory layout: what queries, files, R, the GPU and the catalogue exchange. Columns are shared between
/// tables, never copied, and memory is freed when the last of them is gone: a table needs no Dispose.
/// </summary>
public sealed partial class Table
{
    private readonly Column[] _columns;

    /// <exception cref="TableException">Columns of different lengths or with the same name.</exception>
    public Table(params IEnumerable<Column> columns) : this(columns, null) { }

    private Table(IEnumerable<Column> columns, Schema? schema)
    {
        _columns = [.. columns];
        Schema = schema ?? new Schema(_columns.Select(c => c.Field));
        RowCount = _columns.Length == 0 ? 0 : _columns[0].Length;
        foreach (var column in _columns)
        {
            if (column.Length != RowCount)
            {
                throw new TableException($"Column '{column.Name}' has {column.Length:N0} rows, column '{_columns[0].Name}' {RowCount:N0}: all columns of a table are of one length.");
            }
        }
    }

    public Schema Schema { get; }
    public IReadOnlyList<Column> Columns => _columns;
    /// <summary>At most 2,147,483,591, the longest array of .NET.</summary>
    public long RowCount { get; }
    public int ColumnCount => _columns.Length;

    public Column this[int index] => _columns[index];

    /// <summary>A column by name: exact, or the only one that differs in case alone.</summary>
    public Column this[string name] => _columns[Schema.IndexOf(name)];

    /// <summary>A column with typed access: <c>table.Column&lt;double?&gt;("SliceThickness")</c>.</summary>
    public Column<T> Column<T>(string name) => this[name].As<T>();

    public bool Contains(string name) => Schema.Contains(name);

    /// <summary>A value as an object, see <see cref="Data.Column.GetValue"/>.</summary>
    public object? GetValue(long row, string column) => this[column].GetValue(row);

    /// <summary>Row by row, for LINQ; columns are quicker.</summary>
    public IEnumerable<Row> Rows
    {
        get
        {
            for (long i = 0; i < RowCount; i++) { yield return new Row(this, i); }
        }
    }

    public Row GetRow(long index) => index >= 0 && index < RowCount
        ? new Row(this, index)
        : throw new ArgumentOutOfRangeException(nameof(index), $"Row {index} is not in the table, which has {RowCount:N0}.");

    public Table Select(params IEnumerable<string> names) => new Table(names.Select(n => this[n])).WithMetadata(Schema);

    public Table Select(Func<Column, bool> keep) => new Table(_columns.Where(keep)).WithMetadata(Schema);

    public Table Drop(params IEnumerable<string> names)
    {
        var dropped = names.Select(Schema.IndexOf).ToHashSet();
        return new Table(_columns.Where((_, i) => !dropped.Contains(i))).WithMetadata(Schema);
    }

    public Table Rename(string from, string to)
    {
        var index = Schema.IndexOf(from);
        return new Table(_columns.Select((c, i) => i == index ? c.Rename(to) : c)).WithMetadata(Schema);
    }

    /// <summary>The table with a column added, or put in the place of the one with its name.</summary>
    public Table With(Column column)
    {
        var index = Schema.Find(column.Name);
        return (index < 0 ? new Table([.. _columns, column]) : new Table(_columns.Select((c, i) => i == index ? column : c))).WithMetadata(Schema);
    }

    /// <summary>The table with every column exchanged for what <paramref name="change"/> makes of it.</summary>
    internal Table With(Func<Column, Column> change) => new Table(_columns.Select(change)).WithMetadata(Schema);

    /// <summary>The table with other metadata.</summary>
    public Table WithMetadata(string key, string value) => new(_columns, new Schema(Schema, Schema.Metadata.SetItem(key, value)));

    /// <summary>A window of rows on the same memory.</summary>
    public Table Slice(long start, long length) => new Table(_columns.Select(c => c.Slice(start, length))).WithMetadata(Schema);

    public Table Head(long rows = 10) => Slice(0, Math.Min(rows, RowCount));

    public Table Tail(long rows = 10) => Slice(Math.Max(0, RowCount - rows), Math.Min(rows, RowCount));

    /// <summary>The rows for which <paramref name="keep"/> holds, copied.</summary>
    public Table Where(Func<Row, bool> keep)
    {
        var kept = Rows.Where(keep).Select(r => (int)r.Index).ToArray();
        return new Table(_columns.Select(c => c.Take(kept))).WithMetadata(Schema);
    }

    /// <summary>
    /// A table from records, anonymous objects, tuples or plain objects: one column for each public property (or tuple field), in order; from
    /// plain values (numbers, text …), one column <c>value</c>.
    /// </summary>
    public static Table From<T>(IEnumerable<T> records) => RecordReader.ToTable(records);

    /// <summary>
    /// Every row as a <typeparamref name="T"/>: by its constructor's parameters or its settable properties, names matched without regard to case.
    /// </summary>
    /// <exception cref="TableException">A parameter has no column, or a value does not fit.</exception>
    public IEnumerable<T> ToRecords<T>() => RecordWriter.ToRecords<T>(this);

    public override string ToString() => $"{RowCount:N0} rows × {ColumnCount} columns ({Schema})";

    private Table WithMetadata(Schema from) => from.Metadata.IsEmpty ? this : new Table(_columns, new Schema(Schema, from.Metadata));
}
