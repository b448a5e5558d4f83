namespace Sinogram.Data.Buffers;

/// <summary>Whole files in one block of memory.</summary>
internal static class FileBytes
{
    private const int Part = 16 << 20;

    /// <summary>
    /// Reads a file, large ones in parts side by side. It is read and not mapped: a file that another program cuts short while it is mapped would end this process.
    /// </summary>
    public static ArrowBuffer Read(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var length = RandomAccess.GetLength(file);
        var buffer = ArrowBuffer.Allocate(length);
        var parts = checked((int)((length + Part - 1) / Part));
        Threads.For(parts, i =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = (long)i * Part;
            var target = buffer.Part(start, (int)Math.Min(Part, length - start));
            for (var at = 0; at < target.Length;)
            {
                var read = RandomAccess.Read(file, target[at..], start + at);
                if (read == 0) { throw new IOException($"{path} became shorter while it was read."); }
                at += read;
            }
        });
        return buffer;
    }
}
