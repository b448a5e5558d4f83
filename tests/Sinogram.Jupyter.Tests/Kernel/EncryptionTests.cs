using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class EncryptionTests
{
    [Fact]
    public void A_kernel_with_keys_answers_who_has_them_on_every_socket()
    {
        using var kernel = new RunningKernel(Encrypted());
        Assert.Equal("over curve", kernel.Client.Execute("over curve").Result);
        var info = kernel.Client.Send("kernel_info_request", _ => { }, ChannelName.Control);
        Assert.Equal("ok", kernel.Client.Reply(info, ChannelName.Control).Text("status"));
        Assert.Equal([7], kernel.Client.Beat([7]));
    }

    [Fact]
    public void A_client_without_the_key_gets_nothing_from_any_socket()
    {
        using var kernel = new RunningKernel(Encrypted());
        using var context = ZmqContext.Create();
        var (strangerPublic, strangerSecret) = CurveKeys.Create();
        foreach (var stranger in new[]
        {
            kernel.Connection with { CurvePublicKey = null, CurveSecretKey = null },
            kernel.Connection with { CurvePublicKey = strangerPublic, CurveSecretKey = strangerSecret },
        })
        {
            using var shell = Connected(context, LibZmq.DEALER, stranger, stranger.ShellPort);
            using var iopub = Connected(context, LibZmq.SUB, stranger, stranger.IopubPort);
            iopub.Set(LibZmq.SUBSCRIBE, ReadOnlySpan<byte>.Empty);
            using var heartbeat = Connected(context, LibZmq.REQ, stranger, stranger.HeartbeatPort);
            var writer = new MessageWriter(new MessageSigner(stranger.Key), TimeProvider.System);
            shell.TrySend(writer.Write([], "execute_request", default, json => json.WriteString("code", "stolen")));
            heartbeat.TrySend([new byte[] { 1 }]);
            // The honest client's cell comes later and is answered: what a stranger could get would have come by then.
            Assert.Equal("honest", kernel.Client.Execute("honest").Result);
            Assert.Null(shell.TryReceive());
            Assert.Null(iopub.TryReceive());
            Assert.Null(heartbeat.TryReceive());
        }

        Assert.Equal(2, kernel.Session.ExecutionCount);
    }

    [Fact]
    public void Ipc_sockets_can_be_encrypted_too()
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-curve-").FullName;
        try
        {
            using var kernel = new RunningKernel(Encrypted() with { Transport = "ipc", Ip = Path.Combine(folder, "k") });
            Assert.Equal("both", kernel.Client.Execute("both").Result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ConnectionFile Encrypted()
    {
        Assert.SkipWhen(LibZmq.zmq_has("curve") != 1, "this libzmq was built without CurveZMQ");
        var (publicKey, secretKey) = CurveKeys.Create();
        return new ConnectionFile { Key = Guid.NewGuid().ToString(), CurvePublicKey = publicKey, CurveSecretKey = secretKey };
    }

    private static ZmqSocket Connected(ZmqContext context, int type, ConnectionFile connection, int port)
    {
        var socket = new ZmqSocket(context, type);
        socket.Set(LibZmq.LINGER, 0);
        CurveKeys.Offer(socket, connection);
        socket.Connect(connection.Endpoint(port));
        return socket;
    }
}
