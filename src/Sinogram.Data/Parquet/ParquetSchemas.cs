namespace Sinogram.Data.Parquet;

/// <summary>Looks into the footers of Parquet files for one thing: whether all files have the same schema. Then one of them tells the columns of all.</summary>
public static class ParquetSchemas
{
    private const int FirstRead = 1 << 16;
    private const int LargestFooter = 64 << 20;
    private const int ParallelFrom = 64;

    /// <summary>Whether the schemas of all files are the same to the byte. What is no plain Parquet file, or is not understood, counts as different.</summary>
    public static bool AreAlike(IReadOnlyList<string> files) => AreAlike(files, out _);

    /// <param name="files">The files.</param>
    /// <param name="columns">The columns of files that are alike, in the types in which the engine reads them; null where only the engine can tell.</param>
    /// <inheritdoc cref="AreAlike(IReadOnlyList{string})"/>
    public static bool AreAlike(IReadOnlyList<string> files, out Schema? columns)
    {
        ArgumentNullException.ThrowIfNull(files);
        columns = null;
        if (files.Count == 0 || SchemaOf(files[0]) is not { Length: > 0 } first) { return false; }
        bool IsAlike(string file) => SchemaOf(file).AsSpan().SequenceEqual(first);
        var areAlike = files.Count < ParallelFrom ? files.Skip(1).All(IsAlike) : files.Skip(1).AsParallel().All(IsAlike);
        if (areAlike) { columns = ParquetTypes.TryRead(first); }
        return areAlike;
    }

    private static byte[] SchemaOf(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            var tail = new byte[(int)Math.Min(length, FirstRead)];
            if (RandomAccess.Read(handle, tail, length - tail.Length) != tail.Length || ParquetFooter.LengthFrom(tail, length) is not { } needed || needed > LargestFooter) { return []; }
            if (needed > tail.Length)
            {
                tail = new byte[needed];
                if (RandomAccess.Read(handle, tail, length - needed) != needed) { return []; }
            }
            return ParquetFooter.SchemaIn(tail.AsSpan(tail.Length - (int)needed, (int)needed - ParquetFooter.TailLength)).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
