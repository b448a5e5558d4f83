using System.Buffers.Binary;
using System.Text;
using Sinogram.Data.Arrow;

namespace Sinogram.Data.Tests.Arrow;

/// <summary>A stream written by hand after the format's description, with the layouts that our writer never uses: views of text, list views, runs.</summary>
internal static class LayoutStream
{
    public static readonly string?[] Texts = ["short", null, "a text of more than twelve bytes", "", "another one that is elsewhere"];
    public static readonly int[]?[] Lists = [[1, 2], null, [3], [], [2, 3]];
    public static readonly string?[] Runs = ["CT", "CT", "CT", null, "MR"];

    public static byte[] Make()
    {
        using var stream = new MemoryStream();
        Message(stream, Schema(), []);
        var body = new MemoryStream();
        var places = new List<long>();
        void Buffer(params byte[] bytes)
        {
            places.AddRange([body.Length, bytes.Length]);
            body.Write(bytes);
            body.Write(new byte[(8 - (bytes.Length % 8)) % 8]);
        }
        // Text: validity, views, one buffer of data.
        var data = Encoding.UTF8.GetBytes(Texts[2]! + Texts[4]!);
        Buffer(0b11101);
        Buffer([.. View(Texts[0]!, 0), .. new byte[16], .. View(Texts[2]!, 0), .. View("", 0), .. View(Texts[4]!, Encoding.UTF8.GetByteCount(Texts[2]!))]);
        Buffer(data);
        // Lists: validity, offsets, sizes; elements 1, 2, 3 of which some are shared.
        Buffer(0b11101);
        Buffer(Ints(0, 99, 2, 0, 1));
        Buffer(Ints(2, 0, 1, 0, 2));
        Buffer();
        Buffer(Ints(1, 2, 3));
        // Runs: ends, and values with a null.
        Buffer();
        Buffer(Ints(3, 4, 5));
        Buffer(0b101);
        Buffer(Ints(0, 2, 2, 4));
        Buffer("CTMR"u8.ToArray());
        long[] nodes = [5, 1, 5, 1, 3, 0, 5, 0, 3, 0, 3, 1];
        Message(stream, Batch(5, nodes, [.. places], [1], body.Length), body.ToArray());
        stream.Write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        return stream.ToArray();
    }

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] View(string text, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var view = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(view, bytes.Length);
        bytes.AsSpan(0, Math.Min(bytes.Length, bytes.Length <= 12 ? 12 : 4)).CopyTo(view.AsSpan(4));
        if (bytes.Length > 12) { BinaryPrimitives.WriteInt32LittleEndian(view.AsSpan(12), offset); }
        return view;
    }

    private static byte[] Schema()
    {
        var writer = new FlatBufferWriter();
        int Int32()
        {
            writer.StartTable();
            writer.Int(0, 32);
            writer.Bool(1, true);
            return writer.EndTable();
        }
        int Empty()
        {
            writer.StartTable();
            return writer.EndTable();
        }
        int Field(string name, byte kind, Func<int> type, params int[] children)
        {
            var list = writer.Offsets(children);
            var (text, body) = (writer.String(name), type());
            writer.StartTable();
            writer.Reference(0, text);
            writer.Reference(3, body);
            writer.Reference(5, list);
            writer.Byte(2, kind);
            writer.Bool(1, true);
            return writer.EndTable();
        }
        var fields = writer.Offsets([
            Field("text", 24, Empty),
            Field("lists", 25, Empty, Field("item", 2, Int32)),
            Field("runs", 22, Empty, Field("run_ends", 2, Int32), Field("values", 5, Empty)),
        ]);
        writer.StartTable();
        writer.Reference(1, fields);
        var schema = writer.EndTable();
        writer.StartTable();
        writer.Reference(2, schema);
        writer.Byte(1, 1);
        writer.Short(0, 4);
        return writer.Finish(writer.EndTable()).ToArray();
    }

    private static byte[] Batch(long rows, long[] nodes, long[] places, long[] variadic, long body)
    {
        var writer = new FlatBufferWriter();
        var counts = writer.Structs(variadic, 1);
        var buffers = writer.Structs(places, 2);
        var nodesAt = writer.Structs(nodes, 2);
        writer.StartTable();
        writer.Long(0, rows);
        writer.Reference(1, nodesAt);
        writer.Reference(2, buffers);
        writer.Reference(4, counts);
        var batch = writer.EndTable();
        writer.StartTable();
        writer.Long(3, body);
        writer.Reference(2, batch);
        writer.Byte(1, 3);
        writer.Short(0, 4);
        return writer.Finish(writer.EndTable()).ToArray();
    }

    private static void Message(MemoryStream stream, byte[] metadata, byte[] body)
    {
        var padded = (metadata.Length + 7) & ~7;
        stream.Write([0xFF, 0xFF, 0xFF, 0xFF, .. BitConverter.GetBytes(padded), .. metadata, .. new byte[padded - metadata.Length], .. body]);
    }
}
