using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Sinogram.Data.Parquet;

namespace Sinogram.Data.Engine;

/// <summary>What Parquet files say themselves of the columns that identify, as our writer notes it in their footers; read once while a file is unchanged.</summary>
internal static class FileMarks
{
    /// <summary>In the metadata of our Parquet files: the names of the identified columns, as a JSON list.</summary>
    public const string Key = "sinogram.identified";

    private const int FirstRead = 1 << 16;
    private const int Most = 1 << 14;
    private static readonly ConcurrentDictionary<string, (long Length, DateTime Written, string[]? Told)> Known = new(StringComparer.Ordinal);

    /// <summary>The identified columns that a file names; null where it says nothing, or is no plain Parquet file.</summary>
    public static IReadOnlyList<string>? Of(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (!info.Exists) { return null; }
            if (Known.TryGetValue(file, out var known) && known.Length == info.Length && known.Written == info.LastWriteTimeUtc) { return known.Told; }
            var told = Read(file, info.Length);
            if (Known.Count >= Most) { Known.Clear(); }
            Known[file] = (info.Length, info.LastWriteTimeUtc, told);
            return told;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            return null;
        }
    }

    private static string[]? Read(string file, long length)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = (int)Math.Min(length, FirstRead);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var tail = buffer.AsSpan(0, size);
            if (RandomAccess.Read(handle, tail, length - size) != size || ParquetFooter.LengthFrom(tail, length) is not { } whole) { return null; }
            if (whole <= size) { return Told(tail[^(int)whole..^ParquetFooter.TailLength]); }
            var footer = new byte[whole - ParquetFooter.TailLength];
            return RandomAccess.Read(handle, footer, length - whole) == footer.Length ? Told(footer) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The note among the pairs (field 5) of a footer.</summary>
    internal static string[]? Told(ReadOnlySpan<byte> footer)
    {
        string? note = null;
        new CompactReader(footer).Struct((ref CompactReader reader, int id, CompactType type) =>
        {
            if (id != 5) { reader.Skip(type); }
            else { reader.List(type, CompactType.Struct, (ref CompactReader pair) => note ??= NoteOf(ref pair)); }
        });
        return note is null ? null : JsonSerializer.Deserialize<string[]>(note) ?? [];
    }

    private static string? NoteOf(ref CompactReader pair)
    {
        string? key = null, value = null;
        pair.Struct((ref CompactReader reader, int id, CompactType type) =>
        {
            if (id == 1) { key = reader.Text(type); }
            else if (id == 2) { value = reader.Text(type); }
            else { reader.Skip(type); }
        });
        return key == Key ? value : null;
    }
}
