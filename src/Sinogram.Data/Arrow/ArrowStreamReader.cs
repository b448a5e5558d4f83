using System.Buffers.Binary;
using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Reads the Arrow IPC streaming format. Nothing in it is believed before it was checked; nothing is allocated that the input does not fill.</summary>
internal sealed class ArrowStreamReader(Stream source)
{
    private readonly Dictionary<long, ArrayData> _dictionaries = [];
    private ImmutableArray<WireField> _fields;

    public Table Read(CancellationToken cancellationToken)
    {
        var (schema, _) = Next(cancellationToken) ?? throw new ArrowFormatException("There are no Arrow data: the input is empty.");
        var message = FlatTable.Root(schema);
        if (message.Byte(1) != IpcFormat.SchemaHeader) { throw new ArrowFormatException("The Arrow data do not begin with a schema."); }
        (_fields, var metadata) = IpcSchemaReader.Read(message.Table(2, "the schema"));
        var batches = new List<ArrayData[]>();
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
                var columns = new ArrayData[_fields.Length];
                for (var i = 0; i < columns.Length; i++)
                {
                    columns[i] = ArrayImport.Import(_fields[i], cursor.Next(_fields[i]));
                    if (columns[i].Length != batch.Long(0)) { throw new ArrowFormatException($"Field '{_fields[i].Field.Name}' has {columns[i].Length:N0} rows in a batch of {batch.Long(0):N0}."); }
                }
                batches.Add(columns);
                break;
            default:
                throw new ArrowFormatException($"The Arrow data have a message of the unknown kind {message.Byte(1)}.");
        }
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
        var columns = _fields.Select((f, i) => (f.Field, Data: batches.Count == 0
            ? Builders.ArrayBuilder.Create(f.Field.Type).Build()
            : Concat.Join(f.Field.Type, [.. batches.Select(b => b[i])])));
        try
        {
            var table = new Table(columns.Select(c => new Column(c.Field with { Type = c.Data.Type }, c.Data)));
            return metadata.Aggregate(table, (t, pair) => t.WithMetadata(pair.Key, pair.Value));
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
        var read = source.ReadAtLeast(word, 4, throwOnEndOfStream: false);
        if (read == 0) { return null; }
        if (read < 4) { throw CutShort(); }
        // Data from before 2019 have no continuation mark.
        if (BinaryPrimitives.ReadUInt32LittleEndian(word) == IpcFormat.Continuation && source.ReadAtLeast(word, 4, throwOnEndOfStream: false) < 4) { throw CutShort(); }
        var length = BinaryPrimitives.ReadInt32LittleEndian(word);
        if (length == 0) { return null; }
        if (length is < 0 or > IpcFormat.MaximumMetadata) { throw new ArrowFormatException($"The Arrow data announce {length:N0} bytes of metadata: they are damaged or not Arrow."); }
        var metadata = ReadBytes(length).Read<byte>().ToArray();
        var message = FlatTable.Root(metadata);
        if (message.Short(0) is not (IpcFormat.Version5 or IpcFormat.Version5 - 1)) { throw new ArrowFormatException($"The Arrow data are of metadata version {message.Short(0) + 1}; 4 and 5 are read here."); }
        var body = message.Long(3);
        if (body < 0) { throw new ArrowFormatException("The Arrow data announce a body of negative length."); }
        return (metadata, ReadBytes(body));
    }

    private ArrowBuffer ReadBytes(long length)
    {
        if (length == 0) { return ArrowBuffer.Empty; }
        if (source.CanSeek)
        {
            if (source.Length - source.Position < length) { throw CutShort(); }
            var exact = ArrowBuffer.Allocate(length);
            for (long at = 0; at < length;)
            {
                var part = (int)Math.Min(1 << 30, length - at);
                if (source.ReadAtLeast(exact.Part(at, part), part, throwOnEndOfStream: false) < part) { throw CutShort(); }
                at += part;
            }
            return exact;
        }
        // How much there is cannot be known: memory grows with what has arrived.
        if (length > Array.MaxLength) { throw new ArrowFormatException($"The Arrow data have a body of {length:N0} bytes; over a pipe at most {Array.MaxLength:N0} are read."); }
        var builder = new BufferBuilder<byte>();
        while (builder.Count < length)
        {
            var part = (int)Math.Min(Math.Max(1 << 20, builder.Count), length - builder.Count);
            if (source.ReadAtLeast(builder.Extend(part), part, throwOnEndOfStream: false) < part) { throw CutShort(); }
        }
        return builder.Build();
    }

    private static ArrowFormatException CutShort() => new("The Arrow data are cut short: the input ends within a message.");
}
