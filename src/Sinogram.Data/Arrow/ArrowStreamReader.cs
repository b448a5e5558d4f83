using System.Buffers.Binary;
using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Reads the Arrow IPC streaming format. Nothing in it is believed before it was checked; nothing is allocated that the input does not fill.</summary>
/// <param name="source">The stream.</param>
/// <param name="footer">Of a file, its footer: some writers (npm's apache-arrow) leave the schema to it.</param>
internal sealed class ArrowStreamReader(IpcInput source, ReadOnlyMemory<byte> footer = default)
{
    private readonly Dictionary<long, ArrayData> _dictionaries = [];
    private const int ManyBytes = 4 << 20;
    private ImmutableArray<WireField> _fields;

    public Table Read(CancellationToken cancellationToken)
    {
        var first = Next(cancellationToken);
        var begins = first is { } message && FlatTable.Root(message.Metadata).Byte(1) == IpcFormat.SchemaHeader;
        if (!begins && footer.IsEmpty) { throw new ArrowFormatException(first is null ? "There are no Arrow data: the input is empty." : "The Arrow data do not begin with a schema."); }
        (_fields, var metadata) = IpcSchemaReader.Read(begins ? FlatTable.Root(first!.Value.Metadata).Table(2, "the schema") : FlatTable.Root(footer.Span).Table(1, "the schema"));
        var batches = new List<ArrayData[]>();
        if (!begins && first is { } batch) { ReadMessage(FlatTable.Root(batch.Metadata), batch.Body, batches); }
        while (Next(cancellationToken) is var (bytes, body)) { ReadMessage(FlatTable.Root(bytes), body, batches); }
        return Assemble(batches, metadata);
    }

    private void ReadMessage(FlatTable message, ArrowBuffer body, List<ArrayData[]> batches)
    {
        switch (message.Byte(1))
        {
            case IpcFormat.DictionaryHeader:
                ReadDictionary(message.Table(2, "a dictionary"), body);
                break;
            case IpcFormat.RecordHeader:
                var batch = message.Table(2, "a record batch");
                var cursor = new IpcCursor(batch, body, _dictionaries);
                var nodes = _fields.Select(cursor.Next).ToArray();
                batches.Add(ImportAll(nodes, body.Length, batch.Long(0)));
                break;
            default:
                throw new ArrowFormatException($"The Arrow data have a message of the unknown kind {message.Byte(1)}.");
        }
    }

    /// <summary>Checking and converting takes as long as reading: columns of a large batch are done side by side.</summary>
    private ArrayData[] ImportAll(ArrayNode[] nodes, long bytes, long rows)
    {
        var columns = new ArrayData[nodes.Length];
        void Import(int i)
        {
            columns[i] = ArrayImport.Import(_fields[i], nodes[i]);
            if (columns[i].Length != rows) { throw new ArrowFormatException($"Field '{_fields[i].Field.Name}' has {columns[i].Length:N0} rows in a batch of {rows:N0}."); }
        }
        if (bytes < ManyBytes) { for (var i = 0; i < columns.Length; i++) { Import(i); } }
        else { Threads.For(columns.Length, Import); }
        return columns;
    }

    private void ReadDictionary(FlatTable dictionary, ArrowBuffer body)
    {
        var id = dictionary.Long(0);
        var field = _fields.SelectMany(f => f.All()).FirstOrDefault(f => f.Values is not null && f.DictionaryId == id)
            ?? throw new ArrowFormatException($"The Arrow data bring a dictionary {id} that no field uses.");
        var values = ArrayImport.Import(field.Values!, new IpcCursor(dictionary.Table(1, "a dictionary's values"), body, _dictionaries).Next(field.Values!));
        _dictionaries[id] = dictionary.Bool(2) && _dictionaries.TryGetValue(id, out var former) ? Concat.Join(values.Type, [former, values]) : values;
    }

    private Table Assemble(List<ArrayData[]> batches, ImmutableSortedDictionary<string, string> metadata)
    {
        var joined = new ArrayData[_fields.Length];
        Threads.For(joined.Length, i => joined[i] = batches.Count == 0
            ? Builders.ArrayBuilder.Create(_fields[i].Field.Type).Build()
            : Concat.Join(_fields[i].Field.Type, [.. batches.Select(b => b[i])]));
        var columns = _fields.Select((f, i) => (f.Field, Data: joined[i]));
        try
        {
            var table = new Table(columns.Select(c => new Column(c.Field with { Type = c.Data.Type }, c.Data)));
            return SchemaMetadata.Apply(table, metadata);
        }
        catch (TableException e) when (e is not ArrowFormatException)
        {
            throw new ArrowFormatException(e.Message, e);
        }
    }

    /// <summary>The next message's metadata and body; null at the end mark or the end of the input.</summary>
    private (byte[] Metadata, ArrowBuffer Body)? Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> word = stackalloc byte[4];
        var read = source.Read(word);
        if (read == 0) { return null; }
        if (read < 4) { throw IpcInput.CutShort(); }
        // Data from before 2019 have no continuation mark.
        if (BinaryPrimitives.ReadUInt32LittleEndian(word) == IpcFormat.Continuation && source.Read(word) < 4) { throw IpcInput.CutShort(); }
        var length = BinaryPrimitives.ReadInt32LittleEndian(word);
        if (length == 0) { return null; }
        if (length is < 0 or > IpcFormat.MaximumMetadata) { throw new ArrowFormatException($"The Arrow data announce {length:N0} bytes of metadata: they are damaged or not Arrow."); }
        var metadata = source.Take(length).Read<byte>().ToArray();
        var message = FlatTable.Root(metadata);
        if (message.Short(0) is not (IpcFormat.Version5 or IpcFormat.Version5 - 1)) { throw new ArrowFormatException($"The Arrow data are of metadata version {message.Short(0) + 1}; 4 and 5 are read here."); }
        var body = message.Long(3);
        if (body < 0) { throw new ArrowFormatException("The Arrow data announce a body of negative length."); }
        return (metadata, source.Take(body));
    }
}
