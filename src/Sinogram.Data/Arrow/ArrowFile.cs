using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sinogram.Data.Buffers;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Files;

namespace Sinogram.Data.Arrow;

/// <summary>The Arrow IPC file format: a stream between two magic words, and a footer that lists its batches.</summary>
internal static class ArrowFile
{
    /// <summary>Writes tables of one schema, as they come, under a hidden name first, then renamed.</summary>
    /// <returns>The rows written.</returns>
    public static long Write(IEnumerable<Table> batches, string path, ArrowCompression compression, CancellationToken cancellationToken)
    {
        var part = FileWriter.PartOf(path);
        long rows = 0;
        try
        {
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                rows = Write(batches, file, compression, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
            return rows;
        }
        catch (IOException e) when (FileStorage.IsFull(e))
        {
            throw new StorageException(StorageFault.Full, $"The disk of {path} is full after {rows:N0} rows; a former file is as it was. Free some space or name another place.", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public static Table Read(string path, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = FileBytes.Read(path, cancellationToken);
            var isFile = bytes.Length >= 8 && bytes.Read<byte>(0, 8).StartsWith(IpcFormat.Magic);
            var footer = isFile ? Footer(bytes) : default;
            return Guard(() => new ArrowStreamReader(new MemoryInput(bytes, isFile ? 8 : 0), footer).Read(cancellationToken));
        }
        catch (ArrowFormatException e)
        {
            throw new ArrowFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>What a damaged input can still make the standard library say becomes the format's own error.</summary>
    public static Table Guard(Func<Table> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException || (e is TableException && e is not ArrowFormatException))
        {
            throw new ArrowFormatException($"The Arrow data are damaged: {e.Message}", e);
        }
    }

    private static long Write(IEnumerable<Table> batches, FileStream file, ArrowCompression compression, CancellationToken cancellationToken)
    {
        var writer = new ArrowStreamWriter(file, compression, isFile: true);
        writer.Write([.. IpcFormat.Magic, 0, 0]);
        long rows = 0;
        foreach (var batch in batches)
        {
            writer.Add(batch, cancellationToken);
            rows += batch.RowCount;
        }
        writer.End();
        var footer = new FlatBufferWriter();
        var schema = new IpcSchemaWriter().Write(footer, writer.Schema);
        var dictionaries = footer.Structs(Blocks(writer.DictionaryBlocks), 3);
        var records = footer.Structs(Blocks(writer.RecordBlocks), 3);
        footer.StartTable();
        footer.Reference(1, schema);
        footer.Reference(2, dictionaries);
        footer.Reference(3, records);
        footer.Short(0, IpcFormat.Version5);
        var bytes = footer.Finish(footer.EndTable());
        writer.Write(bytes);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        writer.Write(length);
        writer.Write(IpcFormat.Magic);
        return rows;
    }

    private static ReadOnlySpan<long> Blocks(List<(long Offset, int Metadata, long Body)> blocks) =>
        CollectionsMarshal.AsSpan(blocks.SelectMany(b => new[] { b.Offset, b.Metadata, b.Body }).ToList());

    private static ReadOnlyMemory<byte> Footer(ArrowBuffer file)
    {
        if (file.Length < 18 || !file.Read<byte>(file.Length - 6, 6).SequenceEqual(IpcFormat.Magic)) { throw new ArrowFormatException("The Arrow file does not end as one: it is cut short."); }
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.Read<byte>(file.Length - 10, 4));
        if (length <= 0 || length > file.Length - 18) { throw new ArrowFormatException($"The Arrow file's footer of {length:N0} bytes does not fit in it."); }
        return file.Read<byte>(file.Length - 10 - length, length).ToArray();
    }
}
