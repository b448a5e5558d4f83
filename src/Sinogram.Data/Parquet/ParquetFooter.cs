using System.Buffers.Binary;

namespace Sinogram.Data.Parquet;

/// <summary>A part of a file.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    public long End => Start + Length;
}

/// <summary>Where the data of a column lie, in one group of rows.</summary>
/// <param name="Group">The number of the group.</param>
/// <param name="Column">The name of the column; of nested ones the outermost.</param>
/// <param name="Data">Its pages, the dictionary's among them.</param>
/// <param name="Filter">Its Bloom filter, of unknown length where that is 0.</param>
internal readonly record struct ColumnChunk(int Group, string Column, ByteRange Data, ByteRange? Filter);

/// <summary>What the end of a Parquet file says about where its columns lie; read so that of a stored file only the columns that a query uses need to be fetched.</summary>
internal sealed class ParquetFooter
{
    /// <summary>The length of what stands behind the footer: its length, and the mark.</summary>
    public const int TailLength = 8;

    // Older writers count the length of a chunk without the head of its dictionary page.
    private const int Slack = 128;
    private static ReadOnlySpan<byte> Mark => "PAR1"u8;

    private readonly long _dataLength;

    private ParquetFooter(List<ColumnChunk> chunks, long dataLength) => (Chunks, _dataLength) = (chunks, dataLength);

    public IReadOnlyList<ColumnChunk> Chunks { get; }

    /// <summary>The bytes of the footer and its tail; null where the tail is none of a plain Parquet file of that length.</summary>
    public static long? LengthFrom(ReadOnlySpan<byte> tail, long fileLength)
    {
        if (tail.Length < TailLength || !tail[^4..].SequenceEqual(Mark)) { return null; }
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail[^8..]) + (long)TailLength;
        return length + Mark.Length <= fileLength && length <= Array.MaxLength ? length : null;
    }

    /// <summary>Reads a footer, without its tail; null where it is not one, or where the columns do not lie in the file as a reader of parts needs it.</summary>
    /// <param name="footer">Its bytes.</param>
    /// <param name="dataLength">Bytes of the file before it.</param>
    public static ParquetFooter? TryRead(ReadOnlySpan<byte> footer, long dataLength)
    {
        var chunks = new List<ColumnChunk>();
        var (whole, groups) = (true, 0);
        try
        {
            new CompactReader(footer).Struct((ref CompactReader file, int id, CompactType type) =>
            {
                if (id == 4) { file.List(type, CompactType.Struct, (ref CompactReader group) => ReadGroup(ref group, groups++, chunks, dataLength, ref whole)); }
                else
                {
                    // Encrypted.
                    whole &= id != 8;
                    file.Skip(type);
                }
            });
        }
        catch (InvalidDataException)
        {
            return null;
        }
        return whole ? new ParquetFooter(chunks, dataLength) : null;
    }

    /// <summary>The bytes that describe the columns, of a footer without its tail; none where it is not one.</summary>
    public static ReadOnlySpan<byte> SchemaIn(ReadOnlySpan<byte> footer)
    {
        var (start, end) = (0, 0);
        try
        {
            new CompactReader(footer).Struct((ref CompactReader file, int id, CompactType type) =>
            {
                var from = file.Position;
                file.Skip(type);
                if (id == 2 && type == CompactType.List) { (start, end) = (from, file.Position); }
            });
        }
        catch (InvalidDataException)
        {
            return [];
        }
        return footer[start..end];
    }

    private static void ReadGroup(ref CompactReader group, int number, List<ColumnChunk> chunks, long dataLength, ref bool whole)
    {
        var isWhole = true;
        group.Struct((ref CompactReader reader, int id, CompactType type) =>
        {
            if (id != 1) { reader.Skip(type); }
            else { reader.List(type, CompactType.Struct, (ref CompactReader chunk) => isWhole &= ReadChunk(ref chunk, number, chunks, dataLength)); }
        });
        whole &= isWhole;
    }

    private static bool ReadChunk(ref CompactReader chunk, int group, List<ColumnChunk> chunks, long dataLength)
    {
        var (here, found) = (true, false);
        chunk.Struct((ref CompactReader reader, int id, CompactType type) =>
        {
            switch (id)
            {
                case 3 when type == CompactType.Struct:
                    if (ReadColumn(ref reader, group, dataLength) is { } column) { chunks.Add(column); found = true; }
                    break;
                default:
                    // In another file, or encrypted.
                    here &= id is not (1 or 8);
                    reader.Skip(type);
                    break;
            }
        });
        return here && found;
    }

    private static ColumnChunk? ReadColumn(ref CompactReader column, int group, long dataLength)
    {
        string? name = null;
        long length = -1, data = -1, index = 0, dictionary = 0, filter = 0, filterLength = 0;
        column.Struct((ref CompactReader reader, int id, CompactType type) =>
        {
            switch (id)
            {
                case 3: reader.List(type, CompactType.Binary, (ref CompactReader part) => { var text = part.Text(); name ??= text; }); break;
                case 7: length = reader.Integer(type); break;
                case 9: data = reader.Integer(type); break;
                case 10: index = reader.Integer(type); break;
                case 11: dictionary = reader.Integer(type); break;
                case 14: filter = reader.Integer(type); break;
                case 15: filterLength = reader.Integer(type); break;
                default: reader.Skip(type); break;
            }
        });
        var start = data;
        if (dictionary > 0) { start = Math.Min(start, dictionary); }
        if (index > 0) { start = Math.Min(start, index); }
        if (name is null || start < Mark.Length || length < 0 || start > dataLength || length > dataLength - start) { return null; }
        if (filter < 0 || filterLength < 0 || filter > dataLength || filterLength > dataLength - filter) { return null; }
        return new ColumnChunk(group, name, new ByteRange(start, Math.Min(length + Slack, dataLength - start)), filter > 0 ? new ByteRange(filter, filterLength) : null);
    }

    /// <summary>What of the file holds the parts that are wanted, in order; parts that lie close together are one.</summary>
    /// <param name="wanted">Which parts.</param>
    /// <param name="gap">Bytes that are rather read than left out.</param>
    public List<ByteRange> Ranges(Func<ColumnChunk, bool> wanted, long gap)
    {
        // A filter of unknown length ends where something else begins, at the latest at the footer.
        var starts = Chunks.SelectMany(c => c.Filter is { } f ? new[] { c.Data.Start, f.Start } : [c.Data.Start]).Order().ToArray();
        ByteRange Known(ByteRange filter) => filter.Length > 0 ? filter : filter with { Length = starts.FirstOrDefault(s => s > filter.Start, _dataLength) - filter.Start };
        var result = new List<ByteRange>();
        foreach (var range in Chunks.Where(wanted).SelectMany(c => c.Filter is { } f ? new[] { c.Data, Known(f) } : [c.Data]).OrderBy(r => r.Start))
        {
            if (result.Count > 0 && range.Start <= result[^1].End + gap) { result[^1] = result[^1] with { Length = Math.Max(result[^1].End, range.End) - result[^1].Start }; }
            else { result.Add(range); }
        }
        return result;
    }
}
