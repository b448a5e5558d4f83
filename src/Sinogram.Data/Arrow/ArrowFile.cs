using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Arrow;

/// <summary>The Arrow IPC file format: a stream between two magic words, and a footer that lists its batches.</summary>
internal static class ArrowFile
{
    public static void Write(Table table, string path, CancellationToken cancellationToken)
    {
        var part = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.part");
        try
        {
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Write(table, file, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    public static Table Read(string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            Span<byte> head = stackalloc byte[8];
            var isFile = file.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8 && head.StartsWith(IpcFormat.Magic);
            if (isFile) { CheckFooter(file); }
            file.Position = isFile ? 8 : 0;
            return Guard(() => new ArrowStreamReader(file).Read(cancellationToken));
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

    private static void Write(Table table, FileStream file, CancellationToken cancellationToken)
    {
        var writer = new ArrowStreamWriter(file);
        writer.Write([.. IpcFormat.Magic, 0, 0]);
        writer.Write(table, cancellationToken);
        var footer = new FlatBufferWriter();
        var schema = new IpcSchemaWriter().Write(footer, table.Schema);
        var dictionaries = footer.Structs(Blocks(writer.DictionaryBlocks), 3);
        var batches = footer.Structs(Blocks(writer.RecordBlocks), 3);
        footer.StartTable();
        footer.Reference(1, schema);
        footer.Reference(2, dictionaries);
        footer.Reference(3, batches);
        footer.Short(0, IpcFormat.Version5);
        var bytes = footer.Finish(footer.EndTable());
        writer.Write(bytes);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        writer.Write(length);
        writer.Write(IpcFormat.Magic);
    }

    private static ReadOnlySpan<long> Blocks(List<(long Offset, int Metadata, long Body)> blocks) =>
        CollectionsMarshal.AsSpan(blocks.SelectMany(b => new[] { b.Offset, b.Metadata, b.Body }).ToList());

    private static void CheckFooter(FileStream file)
    {
        Span<byte> tail = stackalloc byte[10];
        file.Position = Math.Max(0, file.Length - 10);
        if (file.ReadAtLeast(tail, 10, throwOnEndOfStream: false) < 10 || !tail[4..].SequenceEqual(IpcFormat.Magic))
        {
            throw new ArrowFormatException("The Arrow file does not end as one: it is cut short.");
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > file.Length - 18) { throw new ArrowFormatException($"The Arrow file's footer of {length:N0} bytes does not fit in it."); }
    }
}
