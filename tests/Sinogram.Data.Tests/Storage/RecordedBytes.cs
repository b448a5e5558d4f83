using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sinogram.Testing;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

/// <summary>What the recordings of storages have in common.</summary>
internal static class RecordedBytes
{
    /// <summary>The content of recorded files: SHA-256 of the seed and a counter, put together.</summary>
    public static byte[] Of(string seed, int length)
    {
        var result = new byte[length];
        var block = new byte[Encoding.ASCII.GetByteCount(seed) + 4];
        Encoding.ASCII.GetBytes(seed, block);
        for (var (at, counter) = (0, 0); at < length; at += 32, counter++)
        {
            BinaryPrimitives.WriteInt32BigEndian(block.AsSpan(block.Length - 4), counter);
            SHA256.HashData(block).AsSpan(0, Math.Min(32, length - at)).CopyTo(result.AsSpan(at));
        }
        return result;
    }

    public static IReadOnlyList<RecordedExchange> Exchanges(string file) => RecordedExchange.Read(SharedFolder.Path($"recordings/{file}"));

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, TestContext.Current.CancellationToken);
            return memory.ToArray();
        }
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (var item in source) { list.Add(item); }
        return list;
    }
}
