using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Interop;
using Sinogram.Jupyter.Tests.Client;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class SecurityTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    private JupyterClient Client => _kernel.Client;

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("another key")]
    [InlineData("")]
    public void A_badly_signed_request_is_dropped_without_an_answer_and_logged_without_its_content(string key)
    {
        var forger = new MessageWriter(new MessageSigner(key), TimeProvider.System);
        Client.Socket(ChannelName.Shell).TrySend(forger.Write([], "execute_request", default, json => json.WriteString("code", "forged")));
        Assert.Equal("honest", Client.Execute("honest").Result);
        Assert.Equal(1, _kernel.Session.ExecutionCount);
        Assert.Contains(_kernel.LogLines, l => l.Contains(nameof(Rejection.BadSignature), StringComparison.Ordinal));
        Assert.DoesNotContain(_kernel.LogLines, l => l.Contains("forged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replayed_request_does_not_run_again_on_any_channel()
    {
        var frames = Client.Writer.Write([], "execute_request", default, json => json.WriteString("code", "once"), out var id);
        Client.Socket(ChannelName.Shell).TrySend(frames);
        Client.Await(id);
        Client.Socket(ChannelName.Shell).TrySend(frames);
        Client.Socket(ChannelName.Control).TrySend(frames);
        Client.Reply(Client.Send("kernel_info_request", _ => { }, ChannelName.Control), ChannelName.Control);
        Client.Execute("next");
        Assert.Equal(2, _kernel.Session.ExecutionCount);
        Assert.Equal(2, _kernel.LogLines.Count(l => l.Contains(nameof(Rejection.Replayed), StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Garbage_on_every_socket_leaves_the_kernel_answering()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            List<ReadOnlyMemory<byte>> frames = [];
            for (var frame = random.Next(1, 9); frame > 0; frame--)
            {
                var bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
                frames.Add(random.Next(4) == 0 ? "<IDS|MSG>"u8.ToArray() : bytes);
            }

            Client.Socket((ChannelName)(i % 3)).TrySend(frames);
        }

        Assert.Equal("still here", Client.Execute("still here").Result);
        // Who sends much of it fills no log.
        Assert.InRange(_kernel.LogLines.Count, 1, 80);
    }

    [Fact]
    public void Ipc_sockets_are_their_owner_s_only()
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-ipc-").FullName;
        try
        {
            using var kernel = new RunningKernel(new ConnectionFile { Transport = "ipc", Ip = Path.Combine(folder, "k"), Key = "k" });
            Assert.Equal("over ipc", kernel.Client.Execute("over ipc").Result);
            Assert.All(
                Directory.GetFiles(folder),
                file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
            Assert.Equal(5, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_that_names_it()
    {
        var error = Assert.Throws<ZeroMqException>(() => new RunningKernel(_kernel.Connection));
        Assert.Contains($":{_kernel.Connection.ShellPort}", error.Message, StringComparison.Ordinal);
    }
}
