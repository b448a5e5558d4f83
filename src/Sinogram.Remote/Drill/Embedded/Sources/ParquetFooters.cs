using System.Buffers.Binary;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>
/// Looks into the footers of Parquet files for one thing: whether all files have the same schema. Then one of them tells the columns of all, which the engine would
/// otherwise learn from each. What it does not understand counts as different.
/// </summary>
internal static class ParquetFooters
{
    private const int FirstRead = 1 << 16;
    private const int LargestFooter = 64 << 20;
    private const int DeepestStruct = 32;
    private const int ParallelFrom = 64;

    /// <summary>Whether the schemas of all files are the same to the byte.</summary>
    public static bool AreAlike(IReadOnlyList<string> files)
    {
        if (files.Count == 0 || Schema(files[0]) is not { } first) { return false; }
        bool IsAlike(string file) => Schema(file) is { } schema && schema.AsSpan().SequenceEqual(first);
        return files.Count < ParallelFrom ? files.Skip(1).All(IsAlike) : files.Skip(1).AsParallel().All(IsAlike);
    }

    /// <summary>The bytes of the schema of a file; null where it is none of Parquet's, or is encrypted.</summary>
    private static byte[]? Schema(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (length < 12) { return null; }
            var tail = new byte[(int)Math.Min(length, FirstRead)];
            if (RandomAccess.Read(handle, tail, length - tail.Length) != tail.Length || !tail.AsSpan(tail.Length - 4).SequenceEqual("PAR1"u8)) { return null; }
            var size = BinaryPrimitives.ReadInt32LittleEndian(tail.AsSpan(tail.Length - 8));
            if (size <= 0 || size > LargestFooter || size > length - 12) { return null; }
            if (size <= tail.Length - 8) { return SchemaOf(tail.AsSpan(tail.Length - 8 - size, size)); }
            var footer = new byte[size];
            return RandomAccess.Read(handle, footer, length - 8 - size) == size ? SchemaOf(footer) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The list of schema elements (field 2) of the file's metadata, in Thrift's compact protocol.</summary>
    internal static byte[]? SchemaOf(ReadOnlySpan<byte> footer)
    {
        var reader = new Compact(footer);
        long field = 0;
        while (reader.TryField(ref field, out var type))
        {
            var start = reader.At;
            if (!reader.TrySkip(type, DeepestStruct)) { return null; }
            if (field == 2) { return type == 9 ? footer[start..reader.At].ToArray() : null; }
        }
        return null;
    }

    /// <summary>Steps over values of Thrift's compact protocol.</summary>
    private ref struct Compact(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        /// <summary>The next field's number and type; false at the end of the struct, or where the bytes end.</summary>
        public bool TryField(ref long field, out int type)
        {
            type = 0;
            if (At >= _bytes.Length || _bytes[At] == 0) { return false; }
            var head = _bytes[At++];
            type = head & 15;
            if (head >> 4 != 0)
            {
                field += head >> 4;
                return true;
            }
            if (!TryNumber(out var number)) { return false; }
            field = (long)(number >> 1) ^ -(long)(number & 1);
            return true;
        }

        public bool TrySkip(int type, int depth)
        {
            switch (type)
            {
                case 1 or 2: return true;
                case 3: return TryMove(1);
                case 4 or 5 or 6: return TryNumber(out _);
                case 7: return TryMove(8);
                case 8: return TryNumber(out var length) && TryMove(length);
                case 9 or 10: return depth > 0 && TrySkipList(depth);
                case 12:
                    if (depth == 0) { return false; }
                    long field = 0;
                    while (TryField(ref field, out var inner))
                    {
                        if (!TrySkip(inner, depth - 1)) { return false; }
                    }
                    return At < _bytes.Length && _bytes[At++] == 0;
                default: return false;
            }
        }

        private bool TrySkipList(int depth)
        {
            if (At >= _bytes.Length) { return false; }
            var head = _bytes[At++];
            var count = (ulong)(head >> 4);
            if (count == 15 && !TryNumber(out count)) { return false; }
            // Flags within a list take a byte each.
            if ((head & 15) is 1 or 2) { return TryMove(count); }
            for (var i = 0UL; i < count; i++)
            {
                if (At >= _bytes.Length || !TrySkip(head & 15, depth - 1)) { return false; }
            }
            return true;
        }

        private bool TryMove(ulong count)
        {
            if (count > (ulong)(_bytes.Length - At)) { return false; }
            At += (int)count;
            return true;
        }

        private bool TryNumber(out ulong number)
        {
            number = 0;
            for (var shift = 0; shift < 64 && At < _bytes.Length; shift += 7)
            {
                var next = _bytes[At++];
                number |= (ulong)(next & 127) << shift;
                if (next < 128) { return true; }
            }
            return false;
        }
    }
}
