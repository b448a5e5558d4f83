using System.Buffers;
using System.Collections.Concurrent;

namespace Sinogram.Data.Engine;

/// <summary>
/// Looks through JSON files before the engine reads them. Its reader calls itself for every level of nesting while it finds out what a file holds: a file of a few thousand
/// levels ends the process with a segmentation fault (seen with 1.5.6), and one of a thousand already takes seconds.
/// </summary>
internal sealed class JsonGuard
{
    public const int MostLevels = 512;
    private static readonly SearchValues<byte> Outside = SearchValues.Create("[]{}\""u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\"u8);
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _passed = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">The file is nested too deeply.</exception>
    public void Check(string path, CancellationToken cancellationToken)
    {
        var info = new FileInfo(path);
        if (!info.Exists || (info.Attributes & FileAttributes.Directory) != 0) { return; }
        var state = (info.Length, info.LastWriteTimeUtc);
        if (_passed.TryGetValue(path, out var known) && known == state) { return; }
        try
        {
            using var content = PackedFile.Open(path);
            if (Levels(content, cancellationToken) > MostLevels)
            {
                throw new EngineException($"{path} is nested more than {MostLevels} levels deep, which the embedded engine's JSON reader does not survive: flatten it first.", "Invalid Input");
            }
            _passed[path] = state;
        }
        catch (DllNotFoundException e)
        {
            throw new EngineException($"{path} is compressed with Zstandard, and looking into it needs Debian's package libzstd1: apt-get install libzstd1.", "Installation", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The engine says what is wrong with it.
        }
    }

    /// <summary>The deepest nesting; reading ends at the first beyond what is allowed.</summary>
    internal static int Levels(Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var (depth, deepest, quoted, escaped) = (0, 0, false, false);
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rest = buffer.AsSpan(0, read);
                while (!rest.IsEmpty)
                {
                    if (escaped)
                    {
                        escaped = false;
                        rest = rest[1..];
                        continue;
                    }
                    var at = rest.IndexOfAny(quoted ? Inside : Outside);
                    if (at < 0) { break; }
                    switch (rest[at])
                    {
                        case (byte)'"': quoted = !quoted; break;
                        case (byte)'\\': escaped = true; break;
                        case (byte)'[' or (byte)'{': deepest = Math.Max(deepest, ++depth); break;
                        default: depth = Math.Max(0, depth - 1); break;
                    }
                    if (deepest > MostLevels) { return deepest; }
                    rest = rest[(at + 1)..];
                }
            }
            return deepest;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
