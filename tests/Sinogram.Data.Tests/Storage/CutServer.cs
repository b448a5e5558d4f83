using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Data.Tests.Storage;

/// <summary>An HTTP server whose connection breaks in the middle of the first answer.</summary>
internal sealed partial class CutServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _content;
    private readonly string _tag;
    private readonly int _cutAfter;
    private readonly Task _serving;

    public CutServer(byte[] content, string tag, int cutAfter)
    {
        (_content, _tag, _cutAfter) = (content, tag, cutAfter);
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Uri Url { get; }
    public ConcurrentQueue<string> Requests { get; } = new();
    /// <summary>From then on the file has another tag when asked for the rest.</summary>
    public bool Changed { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[1];
            while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) == 1) { request.Append((char)buffer[0]); }
            var text = request.ToString();
            Requests.Enqueue(text);
            var range = Range().Match(text);
            var from = range.Success ? int.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            if (range.Success && Changed)
            {
                await stream.WriteAsync("HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
                continue;
            }
            var status = range.Success ? "206 Partial Content" : "200 OK";
            var rest = _content.AsMemory(from);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nETag: {_tag}\r\nContent-Length: {rest.Length}\r\nConnection: close\r\n\r\n"), _stop.Token);
            await stream.WriteAsync(range.Success ? rest : rest[.._cutAfter], _stop.Token);
        }
    }

    [GeneratedRegex(@"Range: bytes=(\d+)-")]
    private static partial Regex Range();
}
