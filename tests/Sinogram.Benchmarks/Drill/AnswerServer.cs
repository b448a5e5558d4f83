using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sinogram.Benchmarks.Drill;

/// <summary>Answers each request as Drill does, with as many rows as the query's text names: made once, sent again and again.</summary>
internal sealed class AnswerServer : IDisposable
{
    private const int BlockRows = 20_000;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _block;

    public AnswerServer()
    {
        var text = new StringBuilder();
        for (var i = 0; i < BlockRows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $",{{\"id\":{9007199254740993 + i},\"uid\":\"1.2.826.0.1.3680043.10.1473.{i}\",\"modality\":\"{(i % 3 == 0 ? "CT" : "MR")}\",\"rows\":{512 + (i % 5)},\"thickness\":{(i % 7 == 0 ? "null" : $"{i % 40 / 8.0:0.000}")},\"day\":{1709164800000 + (i % 900 * 86400000L)}}}\n");
        }
        _block = Encoding.UTF8.GetBytes(text.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var request = new byte[1 << 16];
            var used = 0;
            while (!Encoding.ASCII.GetString(request, 0, used).Contains("rows ", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(request.AsMemory(used)).ConfigureAwait(false);
                if (read == 0) { return; }
                used += read;
            }
            var text = Encoding.ASCII.GetString(request, 0, used);
            var count = long.Parse(text[(text.LastIndexOf("rows ", StringComparison.Ordinal) + 5)..].Split(' ')[0], CultureInfo.InvariantCulture) / BlockRows;
            var head = Encoding.UTF8.GetBytes("{\"queryId\":\"14fd\"\n,\"columns\":[\"id\",\"uid\",\"modality\",\"rows\",\"thickness\",\"day\"]\n,\"metadata\":[\"BIGINT\",\"VARCHAR\",\"VARCHAR\",\"INT\",\"FLOAT8\",\"DATE\"]\n,\"attemptedAutoLimit\":0\n,\"rows\":[\n");
            var end = Encoding.UTF8.GetBytes("]\n,\"queryState\":\"COMPLETED\"\n}\n");
            // The first row has no comma before it.
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {head.Length + (count * _block.Length) - 1 + end.Length}\r\n\r\n")).ConfigureAwait(false);
            await stream.WriteAsync(head).ConfigureAwait(false);
            for (var i = 0L; i < count; i++) { await stream.WriteAsync(i == 0 ? _block.AsMemory(1) : _block).ConfigureAwait(false); }
            await stream.WriteAsync(end).ConfigureAwait(false);
        }
    }
}
