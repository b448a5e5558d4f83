using System.Text;
using System.Text.Json;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Client.Server;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Client.Server;

public sealed class ServerMessagesTests
{
    private const string Text =
        """{"header":{"msg_id":"1","msg_type":"stream","session":"s"},"parent_header":{"msg_id":"0"},"metadata":{},"content":{"text":"täxt"},"buffers":[],"channel":"iopub"}""";

    private static readonly byte[] Binary = [0, 0, 0, 3, 0, 0, 0, 16, 0, 0, 0, (byte)(16 + Encoding.UTF8.GetByteCount(Text)), 0, 0, 0, (byte)(18 + Encoding.UTF8.GetByteCount(Text)), .. Encoding.UTF8.GetBytes(Text), 1, 2, 3];

    [Fact]
    public void A_message_as_a_server_sends_it_is_read_with_its_channel_and_parts()
    {
        var (channel, message) = ServerMessages.Read(Encoding.UTF8.GetBytes(Text), isBinary: false)!.Value;
        Assert.Equal((ChannelName.Iopub, "stream", "0", "täxt"), (channel, message.Header.Type, message.ParentId, message.Json.GetProperty("text").GetString()));
        Assert.Empty(message.Buffers);
    }

    [Fact]
    public void Binary_buffers_stand_behind_a_table_of_where_each_part_begins()
    {
        var (_, message) = ServerMessages.Read(Binary, isBinary: true)!.Value;
        Assert.Equal([[1, 2], [3]], message.Buffers.Select(b => b.ToArray()));
    }

    [Fact]
    public void What_is_written_is_one_object_with_the_parts_and_with_buffers_binary()
    {
        var writer = new MessageWriter(new MessageSigner(""), TimeProvider.System, "tester");
        var (text, isBinary) = ServerMessages.Write(ChannelName.Shell, writer.Write([], "kernel_info_request", default, _ => { }));
        Assert.False(isBinary);
        var json = JsonElement.Parse(text);
        Assert.Equal("shell", json.GetProperty("channel").GetString());
        Assert.Equal("kernel_info_request", json.GetProperty("header").GetProperty("msg_type").GetString());
        var (bytes, withBuffers) = ServerMessages.Write(ChannelName.Shell, writer.Write([], "comm_msg", default, _ => { }, [new byte[] { 7 }, new byte[] { 8, 9 }]));
        Assert.True(withBuffers);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 16], bytes[..8]);
        Assert.Equal([[7], [8, 9]], ServerMessages.Read(bytes, isBinary: true)!.Value.Message.Buffers.Select(b => b.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"channel":"iopub"}""")]
    [InlineData("""{"channel":"nowhere","header":{"msg_id":"1","msg_type":"status"}}""")]
    [InlineData("""{"channel":"iopub","header":{"msg_id":1,"msg_type":"status"}}""")]
    public void What_is_no_message_is_none(string text) => Assert.Null(ServerMessages.Read(Encoding.UTF8.GetBytes(text), isBinary: false));

    [Fact]
    public void Mutated_messages_are_read_or_are_none() => Mutate(4_000, seed: 1);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Many_mutated_messages_are_read_or_are_none() =>
        Mutate(int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var many) ? many : 50_000, seed: 2);

    private static void Mutate(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var isBinary = i % 2 == 0;
            var bytes = isBinary ? Binary.ToArray() : Encoding.UTF8.GetBytes(Text);
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                // The table at the front is where a reader goes wrong.
                bytes[random.Next(2) == 0 ? random.Next(Math.Min(16, bytes.Length)) : random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (ServerMessages.Read(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length), isBinary) is var (_, message))
            {
                Assert.True(message.Buffers.Sum(b => b.Length) <= bytes.Length);
                _ = message.ParentId;
                _ = message.Json;
            }
        }
    }
}
