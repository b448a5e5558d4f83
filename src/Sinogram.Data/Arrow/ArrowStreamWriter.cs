using System.Buffers.Binary;
using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrow;

/// <summary>Writes a table in the Arrow IPC streaming format: schema, dictionaries, record batches, end mark.</summary>
internal sealed unsafe class ArrowStreamWriter(Stream target)
{
    // Readers in JavaScript hold a batch in one buffer of at most 2 GiB.
    private const long BatchBytes = 1 << 30;
    private long _position;

    public List<(long Offset, int Metadata, long Body)> DictionaryBlocks { get; } = [];
    public List<(long Offset, int Metadata, long Body)> RecordBlocks { get; } = [];
    public long Position => _position;

    public void Write(Table table, CancellationToken cancellationToken)
    {
        Message(new IpcSchemaWriter().Message(table.Schema), [], cancellationToken);
        // Numbered in the schema's order; one within another must come before it.
        foreach (var (id, dictionary) in table.Columns.SelectMany(c => Dictionaries(c.Data)).Index().Reverse())
        {
            DictionaryBlocks.Add(Batch([dictionary], dictionary.Length, id, cancellationToken));
        }
        var bytes = table.Columns.Sum(c => c.ByteSize);
        var rows = table.RowCount == 0 ? 1 : Math.Max(1, table.RowCount / Math.Max(1, (bytes + BatchBytes - 1) / BatchBytes));
        for (long start = 0; start < table.RowCount || start == 0; start += rows)
        {
            var count = (int)Math.Min(rows, table.RowCount - start);
            RecordBlocks.Add(Batch([.. table.Columns.Select(c => c.Data.Slice((int)start, count))], count, null, cancellationToken));
        }
        Write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
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
        var body = new IpcBody();
        foreach (var column in columns) { body.Add(column); }
        var writer = new FlatBufferWriter();
        var buffers = writer.Structs(body.BufferWords, 2);
        var nodes = writer.Structs(body.NodeWords, 2);
        writer.StartTable();
        writer.Long(0, length);
        writer.Reference(1, nodes);
        writer.Reference(2, buffers);
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
