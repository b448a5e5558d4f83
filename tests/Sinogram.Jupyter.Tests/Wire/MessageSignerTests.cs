using System.Text;
using Sinogram.Jupyter.Wire;
using Sinogram.Testing;

namespace Sinogram.Jupyter.Tests.Wire;

public sealed class MessageSignerTests
{
    [Theory]
    // RFC 4231, test cases 2 and 6 (key and data as text), the data cut into four parts.
    [InlineData("Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void The_signature_is_HMAC_SHA256_over_the_parts_in_order(string key, string data, string expected)
    {
        var bytes = Encoding.ASCII.GetBytes(data);
        var signature = new MessageSigner(key).Sign(bytes.AsSpan(0, 3), bytes.AsSpan(3, 7), [], bytes.AsSpan(10));
        Assert.Equal(expected, Encoding.ASCII.GetString(signature));
    }

    [Fact]
    public void Messages_are_those_that_jupyter_client_signs_and_reads()
    {
        var signer = new MessageSigner("a key");
        var frames = new MessageWriter(signer, TimeProvider.System).Write(
            [], "stream", "{}"u8.ToArray(), json => json.WriteString("text", "é\u2028😀\"<"), [new byte[] { 1, 2 }]);
        var answer = Oracle.Python(
            """
            import sys, base64, json
            from jupyter_client.session import Session
            session = Session(key=b"a key")
            frames = [base64.b64decode(a) for a in sys.argv[1:]]
            idents, parts = session.feed_identities(frames)
            message = session.deserialize(parts)
            print(json.dumps([message["msg_type"], message["content"]["text"], len(bytes(message["buffers"][0])), type(message["header"]["date"]).__name__]))
            print(base64.b64encode(b"\0".join(bytes(f) for f in session.serialize(session.msg("x", content={"a": 1})))).decode())
            """,
            [.. frames.Select(f => Convert.ToBase64String(f.Span))]).Split('\n');
        Assert.Equal("""["stream", "\u00e9\u2028\ud83d\ude00\"<", 2, "datetime"]""", answer[0]);
        List<byte[]> theirs = [.. Encoding.UTF8.GetString(Convert.FromBase64String(answer[1])).Split('\0').Select(Encoding.UTF8.GetBytes)];
        var read = new MessageReader(signer).Read(theirs, out var rejection);
        Assert.Equal((Rejection.None, "x", 1), (rejection, read!.Header.Type, read.Json.Whole("a")));
    }
}
