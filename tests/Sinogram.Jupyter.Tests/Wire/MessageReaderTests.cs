using System.Text;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Wire;

public sealed class MessageReaderTests
{
    private readonly MessageSigner _signer = new("the key");
    private readonly MessageReader _reader;

    public MessageReaderTests() => _reader = new MessageReader(_signer);

    [Fact]
    public void Identities_unknown_fields_and_buffers_are_kept()
    {
        var frames = Signed("""{"msg_id":"1","msg_type":"t","session":"s","later_field":{"x":1}}""", "{}", """{"m":1}""", """{"c":[1]}""");
        frames.Insert(0, [9, 9]);
        frames.Add([0, 1, 2]);
        frames.Add([]);
        var message = _reader.Read(frames, out var rejection)!;
        Assert.Equal(Rejection.None, rejection);
        Assert.Equal([9, 9], message.Identities.Single());
        Assert.Contains("later_field", Encoding.UTF8.GetString(message.Header.Json.Span), StringComparison.Ordinal);
        Assert.Equal([3, 0], message.Buffers.Select(b => b.Length));
    }

    [Fact]
    public void A_message_with_another_key_s_signature_is_refused()
    {
        var frames = Signed("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", "{}", new MessageSigner("another key"));
        Assert.Null(_reader.Read(frames, out var rejection));
        Assert.Equal(Rejection.BadSignature, rejection);
    }

    [Fact]
    public void An_unsigned_message_is_refused_where_there_is_a_key()
    {
        var frames = Signed("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", "{}", new MessageSigner(""));
        Assert.Null(_reader.Read(frames, out var rejection));
        Assert.Equal(Rejection.BadSignature, rejection);
    }

    [Fact]
    public void The_same_message_is_refused_the_second_time()
    {
        var frames = Signed("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", "{}");
        Assert.NotNull(_reader.Read(frames, out _));
        Assert.Null(_reader.Read(frames, out var rejection));
        Assert.Equal(Rejection.Replayed, rejection);
    }

    [Fact]
    public void Replays_are_remembered_for_as_many_messages_as_the_guard_holds()
    {
        var guard = new ReplayGuard();
        byte[] Mark(int i) => Encoding.ASCII.GetBytes(i.ToString("x32") + new string('0', 32));
        Assert.True(Enumerable.Range(0, ReplayGuard.Capacity).All(i => guard.IsNew(Mark(i))));
        Assert.False(guard.IsNew(Mark(0)));
        Assert.True(guard.IsNew(Mark(ReplayGuard.Capacity)));
        Assert.True(guard.IsNew(Mark(0)));
    }

    [Theory]
    [InlineData("""{"msg_id":"1"}""", "{}", "{}", "{}")]
    [InlineData("""{"msg_id":1,"msg_type":"t"}""", "{}", "{}", "{}")]
    [InlineData("[]", "{}", "{}", "{}")]
    [InlineData("""{"msg_id":"1","msg_type":"t"}""", "[]", "{}", "{}")]
    [InlineData("""{"msg_id":"1","msg_type":"t"}""", "{}", "null", "{}")]
    [InlineData("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", "{} {}")]
    [InlineData("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", "{\"a\":")]
    [InlineData("", "", "", "")]
    public void A_signed_message_that_is_no_Jupyter_message_is_malformed(string header, string parent, string metadata, string content)
    {
        Assert.Null(_reader.Read(Signed(header, parent, metadata, content), out var rejection));
        Assert.Equal(Rejection.Malformed, rejection);
    }

    [Fact]
    public void Deep_nesting_is_malformed_and_not_a_stack_overflow()
    {
        var deep = new string('[', 100_000);
        Assert.Null(_reader.Read(Signed("""{"msg_id":"1","msg_type":"t"}""", "{}", "{}", $$"""{"a":{{deep}}"""), out var rejection));
        Assert.Equal(Rejection.Malformed, rejection);
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Mutated_frames_are_refused_or_read_and_never_throw()
    {
        var mutants = int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var wanted) ? wanted : 20_000;
        var random = new Random(42);
        var unsigned = new MessageReader(new MessageSigner(""));
        for (var i = 0; i < mutants; i++)
        {
            var frames = Signed("""{"msg_id":"1","msg_type":"t","session":"é"}""", "{}", """{"m":[1,"x"]}""", """{"code":"a\ud83d\ude00"}""", new MessageSigner(""));
            frames.Insert(0, [1]);
            for (var change = random.Next(1, 4); change > 0 && frames.Count > 0; change--)
            {
                var frame = random.Next(frames.Count);
                switch (random.Next(5))
                {
                    case 0:
                        frames.RemoveAt(frame);
                        break;
                    case 1:
                        frames.Insert(frame, [.. frames[random.Next(frames.Count)]]);
                        break;
                    case 2:
                        frames[frame] = frames[frame][..random.Next(frames[frame].Length + 1)];
                        break;
                    default:
                        if (frames[frame].Length > 0)
                        {
                            frames[frame][random.Next(frames[frame].Length)] = (byte)random.Next(256);
                        }

                        break;
                }
            }

            if (unsigned.Read(frames, out _) is { } message)
            {
                _ = message.Json.Text("code");
                _ = message.MetadataJson.Whole("m");
                _ = message.ParentId;
            }
        }
    }

    private List<byte[]> Signed(string header, string parent, string metadata, string content, MessageSigner? signer = null)
    {
        byte[][] parts = [.. new[] { header, parent, metadata, content }.Select(Encoding.UTF8.GetBytes)];
        return ["<IDS|MSG>"u8.ToArray(), (signer ?? _signer).Sign(parts[0], parts[1], parts[2], parts[3]), .. parts];
    }
}
