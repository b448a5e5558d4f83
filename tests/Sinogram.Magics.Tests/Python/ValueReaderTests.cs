using System.Buffers.Binary;
using System.Text;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Workers;
using Sinogram.Magics.Python;

namespace Sinogram.Magics.Tests.Python;

/// <summary>Blocks that another process has written, also damaged ones.</summary>
public sealed class ValueReaderTests
{
    private const string Description =
        """
        {"k":"dict","keys":[{"k":"str","o":0,"n":3},{"k":"long","o":8}],"i":[{"k":"tensor","t":"<f4","s":[2,2],"o":64,"n":16},
        {"k":"list","i":[{"k":"double","o":80},{"k":"datetime","o":8,"utc":true},{"k":"date","o":8},{"k":"time","o":8},{"k":"timedelta","o":8},{"k":"none"},
        {"k":"strings","s":[2],"o":88,"n":3,"ends":{"o":96,"n":16},"there":{"o":112,"n":2}},{"k":"tensor","t":"<M8[us]","s":[2],"o":96,"n":16},
        {"k":"objects","s":[1,2],"i":[{"k":"bool","o":8},{"k":"int","o":120,"n":2}]},{"k":"complex","o":80},{"k":"decimal","o":120,"n":2},{"k":"tensor","t":"|b1","s":[],"o":112,"n":1}]}]}
        """;

    [Fact]
    public void A_value_is_read_whole()
    {
        var map = Assert.IsType<Dictionary<object, object?>>(Read(Block(Description)));
        Assert.Equal(new float[,] { { 1, 2 }, { 3, 4 } }, map["abc"]);
        var list = Assert.IsType<object?[]>(map[7L]);
        Assert.Equal(2.5, list[0]);
        Assert.Equal(new[] { "xy", "z" }, list[6]);
        Assert.Equal(new object?[,] { { true, new System.Numerics.BigInteger(42) } }, list[8]);
    }

    [Fact]
    public void Damaged_blocks_are_refused_and_nothing_else_happens() => Mutate(5_000);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Damaged_blocks_are_refused_for_long() =>
        Mutate(int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var count) ? Math.Min(count, 300_000) : 20_000);

    private static void Mutate(int count)
    {
        var random = new Random(11);
        var whole = Block(Description);
        for (var i = 0; i < count; i++)
        {
            var bytes = whole.ToArray();
            for (var k = random.Next(1, 4); k > 0; k--)
            {
                // Digits become other digits, so that places and sizes go wrong and not only the JSON.
                var at = random.Next(bytes.Length);
                bytes[at] = char.IsAsciiDigit((char)bytes[at]) ? (byte)('0' + random.Next(10)) : random.Next(3) == 0 ? (byte)random.Next(256) : bytes[at];
            }

            bytes = random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            try
            {
                Read(bytes);
            }
            catch (Exception refusal) when (refusal is WorkerProtocolException or MagicException or TableException)
            {
                // Refused in words.
            }
        }
    }

    private static object? Read(byte[] bytes)
    {
        using var block = SharedBlock.Copy(bytes);
        block.Freeze();
        return ValueReader.Read([block], process: 0, table => table);
    }

    private static byte[] Block(string description)
    {
        var text = Encoding.UTF8.GetBytes(description);
        var start = (int)BlockBuilder.DataStart(text.Length);
        var block = new byte[start + 128];
        BinaryPrimitives.WriteUInt64LittleEndian(block, (ulong)text.Length);
        text.CopyTo(block, BlockBuilder.HeadSize);
        var data = block.AsSpan(start);
        "abc"u8.CopyTo(data);
        BinaryPrimitives.WriteInt64LittleEndian(data[8..], 7);
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data[(64 + (4 * i))..], i + 1);
        }

        BinaryPrimitives.WriteDoubleLittleEndian(data[80..], 2.5);
        "xyz"u8.CopyTo(data[88..]);
        BinaryPrimitives.WriteInt64LittleEndian(data[96..], 2);
        BinaryPrimitives.WriteInt64LittleEndian(data[104..], 3);
        data[112] = data[113] = 1;
        "42"u8.CopyTo(data[120..]);
        return block;
    }
}
