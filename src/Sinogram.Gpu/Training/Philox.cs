namespace Sinogram.Gpu.Training;

/// <summary>
/// The counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): all randomness of training.
/// </summary>
/// <remarks>
/// The key is the seed (low word, high word). A stream is named by the last three words of the counter; its numbers are the
/// four words of block 0, then of block 1, and so on, where the block is the first word of the counter. The streams of training are
/// (0, layer, 1) for a layer's weights, (epoch, 0, 2) for the order of the rows in an epoch, (0, class, 3) for the split of a class's rows, and
/// (step, layer, 4) for dropout, where the kernel takes number i for element i.
/// </remarks>
public sealed class Philox
{
    private const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;

    private readonly uint _low;
    private readonly uint _high;
    private readonly (uint A, uint B, uint Purpose) _stream;
    private readonly uint[] _block = new uint[4];
    private uint _next;
    private int _used = 4;

    internal Philox(ulong seed, uint a, uint b, Purpose purpose) =>
        (_low, _high, _stream) = ((uint)seed, (uint)(seed >> 32), (a, b, (uint)purpose));

    internal enum Purpose : uint
    {
        Weights = 1,
        Order = 2,
        Split = 3,
        Dropout = 4,
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_used == 4)
        {
            Block([_next++, _stream.A, _stream.B, _stream.Purpose], _low, _high, _block);
            _used = 0;
        }
        return _block[_used++];
    }

    /// <summary>A number from 0 to 1, 1 excluded: the upper 24 bits over 2^24.</summary>
    public double NextUniform() => (NextUInt32() >> 8) * (1.0 / (1 << 24));

    /// <summary>A whole number from 0 to <paramref name="bound"/>, the bound excluded, without bias (Lemire, ACM TOMACS 29, 2019).</summary>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }
        return (int)(product >> 32);
    }

    /// <summary>Puts the items in random order (Fisher and Yates, from the last place to the first).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Ten rounds on one counter.</summary>
    internal static void Block(ReadOnlySpan<uint> counter, uint low, uint high, Span<uint> result)
    {
        uint c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
        for (var round = 0; round < 10; round++)
        {
            var a = (ulong)MultiplierA * c0;
            var b = (ulong)MultiplierB * c2;
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ low, (uint)b, (uint)(a >> 32) ^ c3 ^ high, (uint)a);
            low += WeylA;
            high += WeylB;
        }
        (result[0], result[1], result[2], result[3]) = (c0, c1, c2, c3);
    }
}
