using System.Buffers.Binary;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Writes tables of one schema in the Arrow IPC streaming format: schema, dictionaries, record batches, end mark.</summary>
internal sealed unsafe class ArrowStreamWriter(Stream target, ArrowCompression compression = ArrowCompression.None, bool isFile = false)
{
    // Readers in JavaScript hold a batch in one buffer of at most 2 GiB; what is compressed is held twice.
    private const long BatchBytes = 1 << 30;
    private const long CompressedBatchBytes = 64 << 20;
    private readonly List<ArrayData> _dictionaries = [];
    private long _position;

    public List<(long Offset, int Metadata, long Body)> DictionaryBlocks { get; } = [];
    public List<(long Offset, int Metadata, long Body)> RecordBlocks { get; } = [];

    /// <summary>Of the first table.</summary>
    public Schema Schema { get; private set; } = new();

    /// <summary>Writes a whole stream.</summary>
    public void Write(Table table, CancellationToken cancellationToken)
    {
        Add(table, cancellationToken);
        End();
    }

    /// <summary>Writes the rows of a table; before the first one its schema, and dictionaries whenever they are others.</summary>
    public void Add(Table table, CancellationToken cancellationToken)
    {
        var first = _position == 0 || (isFile && RecordBlocks.Count == 0);
        if (first)
        {
            Schema = table.Schema;
            Message(new IpcSchemaWriter().Message(table.Schema), [], cancellationToken);
        }
        else if (table.RowCount == 0)
        {
            return;
        }
        AddDictionaries([.. table.Columns.SelectMany(c => Dictionaries(c.Data))], cancellationToken);
        var bytes = table.Columns.Sum(c => c.ByteSize);
        var most = compression == ArrowCompression.None ? BatchBytes : CompressedBatchBytes;
        var rows = table.RowCount == 0 ? 1 : Math.Max(1, table.RowCount / Math.Max(1, (bytes + most - 1) / most));
        for (long start = 0; start < table.RowCount || start == 0; start += rows)
        {
            var count = (int)Math.Min(rows, table.RowCount - start);
            RecordBlocks.Add(Batch([.. table.Columns.Select(c => c.Data.Slice((int)start, count))], count, null, cancellationToken));
        }
    }

    public void End() => Write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);

    private void AddDictionaries(ArrayData[] dictionaries, CancellationToken cancellationToken)
    {
        // Numbered in the schema's order; one within another must come before it.
        for (var id = dictionaries.Length - 1; id >= 0; id--)
        {
            if (id < _dictionaries.Count && ReferenceEquals(_dictionaries[id], dictionaries[id])) { continue; }
            if (isFile && _dictionaries.Count > 0) { throw new TableException("The distinct values of a dictionary column change from table to table, which an Arrow file cannot hold: decode the column first."); }
            DictionaryBlocks.Add(Batch([dictionaries[id]], dictionaries[id].Length, id, cancellationToken));
        }
        _dictionaries.Clear();
        _dictionaries.AddRange(dictionaries);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        target.Write(bytes);
        _position += bytes.Length;
    }

    /// <summary>The dictionaries below a column, in the schema's order.</summary>
    private static IEnumerable<ArrayData> Dictionaries(ArrayData data) => data.Dictionary is { } dictionary
        ? [dictionary, .. Dictionaries(dictionary)]
        : data.Children.SelectMany(Dictionaries);

    private (long Offset, int Metadata, long Body) Batch(ArrayData[] columns, int length, long? dictionary, CancellationToken cancellationToken)
    {
        var body = new IpcBody(compression);
        foreach (var column in columns) { body.Add(column); }
        body.Finish();
        var writer = new FlatBufferWriter();
        var buffers = writer.Structs(body.BufferWords, 2);
        var nodes = writer.Structs(body.NodeWords, 2);
        var method = 0;
        if (compression != ArrowCompression.None)
        {
            writer.StartTable();
            writer.Byte(0, (byte)(compression == ArrowCompression.Lz4 ? 0 : 1));
            method = writer.EndTable();
        }
        writer.StartTable();
        writer.Long(0, length);
        writer.Reference(1, nodes);
        writer.Reference(2, buffers);
        writer.Reference(3, method);
        var header = writer.EndTable();
        if (dictionary is { } id)
        {
            writer.StartTable();
            writer.Long(0, id);
            writer.Reference(1, header);
            header = writer.EndTable();
        }
        writer.StartTable();
        writer.Long(3, body.Length);
        writer.Reference(2, header);
        writer.Byte(1, dictionary is null ? IpcFormat.RecordHeader : IpcFormat.DictionaryHeader);
        writer.Short(0, IpcFormat.Version5);
        var offset = _position;
        var metadata = Message(writer.Finish(writer.EndTable()), body.Buffers, cancellationToken);
        return (offset, metadata, body.Length);
    }

    private int Message(ReadOnlySpan<byte> metadata, IReadOnlyList<ArrowBuffer> body, CancellationToken cancellationToken)
    {
        // The body begins at a multiple of 64 bytes of the stream, so that a mapped file has aligned buffers.
        var padded = (int)(IpcFormat.Padded(_position + 8 + metadata.Length) - _position - 8);
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(prefix, IpcFormat.Continuation);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[4..], padded);
        Write(prefix);
        Write(metadata);
        Pad(padded - metadata.Length);
        foreach (var buffer in body)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (long at = 0; at < buffer.Length; at += 1 << 30) { Write(buffer.Read<byte>(at, (int)Math.Min(1 << 30, buffer.Length - at))); }
            Pad((int)(IpcFormat.Padded(buffer.Length) - buffer.Length));
        }
        return padded + 8;
    }

    private void Pad(int count)
    {
        Span<byte> zeros = stackalloc byte[64];
        zeros.Clear();
        Write(zeros[..count]);
    }
}
