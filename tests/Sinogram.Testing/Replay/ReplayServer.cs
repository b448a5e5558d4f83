using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sinogram.Testing.Replay;

/// <summary>
/// An HTTP/1.1 server on a free port of 127.0.0.1 that answers from a recording, byte for byte: statuses, headers, bodies, cut
/// connections. For the clients of servers that do not run in tests (Livy, Drill, HDFS, S3, Kubernetes).
/// </summary>
public sealed class ReplayServer : IAsyncDisposable
{
    private static readonly string[] OwnHeaders = ["content-length", "transfer-encoding", "connection", "date"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReplayRequest, RecordedExchange?> _answer;
    private readonly Task _accepting;
    private int _unanswered;

    /// <param name="script">The recording.</param>
    public ReplayServer(ReplayScript script)
        : this(script.Answer) => Script = script;

    /// <param name="answer">Gives the answer for method, path and body; null answers 599.</param>
    public ReplayServer(Func<string, string, string, RecordedExchange?> answer)
        : this(request => answer(request.Method, request.Path, Encoding.UTF8.GetString(request.Body))) { }

    /// <param name="answer">Gives the answer for a request, its headers and bytes included; null answers 599.</param>
    public ReplayServer(Func<ReplayRequest, RecordedExchange?> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The recording, where one is replayed.</summary>
    public ReplayScript? Script { get; }

    /// <summary>How many requests were read and left without an answer, or in the middle of one, until the client goes.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Replays a recording file.</summary>
    public static ReplayServer Of(string path) => new(new ReplayScript(RecordedExchange.Read(path)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        client.NoDelay = true;
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadRequestAsync(stream).ConfigureAwait(false) is { } request)
                {
                    if (!await RespondAsync(stream, _answer(request), request.Method, request.Path).ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away.
            }
        }
    }

    private async Task<bool> RespondAsync(NetworkStream stream, RecordedExchange? exchange, string method, string path)
    {
        if (exchange is null)
        {
            var text = Encoding.UTF8.GetBytes($"the recording has no answer for {method} {path}");
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 599 Not Recorded\r\nContent-Length: {text.Length}\r\n\r\n"), _stop.Token).ConfigureAwait(false);
            await stream.WriteAsync(text, _stop.Token).ConfigureAwait(false);
            return true;
        }

        if (exchange.Status == 0)
        {
            if (exchange.Reason == "timeout")
            {
                Interlocked.Increment(ref _unanswered);
                await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(false);
            }

            return false;
        }

        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {exchange.Status} {exchange.Reason}\r\n");
        foreach (var (name, value) in exchange.Headers.Where(h => !OwnHeaders.Contains(h.Key.ToLowerInvariant())))
        {
            head.Append(name).Append(": ").Append(name.Equals("location", StringComparison.OrdinalIgnoreCase) ? Here(value) : value).Append("\r\n");
        }

        // A HEAD answer tells the length of what it does not send.
        var told = method == "HEAD" ? exchange.Headers.FirstOrDefault(h => h.Key.Equals("content-length", StringComparison.OrdinalIgnoreCase)).Value : null;
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {told ?? (exchange.Chunks.Sum(c => c.Length) + (exchange.Broken || exchange.Stalls ? 1 : 0)).ToString(CultureInfo.InvariantCulture)}\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), _stop.Token).ConfigureAwait(false);
        if (method != "HEAD")
        {
            foreach (var chunk in exchange.Chunks)
            {
                await stream.WriteAsync(chunk, _stop.Token).ConfigureAwait(false);
                await stream.FlushAsync(_stop.Token).ConfigureAwait(false);
            }
        }

        if (exchange.Stalls)
        {
            Interlocked.Increment(ref _unanswered);
            await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(false);
        }

        return !exchange.Broken;
    }

    /// <summary>Recordings name the recorded machine's ports where a client is sent on.</summary>
    private string Here(string location) => location.StartsWith("http://localhost:", StringComparison.Ordinal)
        ? Url.GetLeftPart(UriPartial.Authority) + location[location.IndexOf('/', 7)..]
        : location;

    private async Task<ReplayRequest?> ReadRequestAsync(NetworkStream stream)
    {
        if (await ReadLineAsync(stream).ConfigureAwait(false) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream).ConfigureAwait(false) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        var words = first.Split(' ');
        return new ReplayRequest(words[0], words[1], headers, await ReadBodyAsync(stream, headers).ConfigureAwait(false));
    }

    private async Task<byte[]> ReadBodyAsync(NetworkStream stream, Dictionary<string, string> headers)
    {
        using var body = new MemoryStream();
        if (!headers.ContainsKey("Transfer-Encoding"))
        {
            await ReadExactlyAsync(stream, int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture), body).ConfigureAwait(false);
            return body.ToArray();
        }

        while (int.Parse(await ReadLineAsync(stream).ConfigureAwait(false) ?? throw new IOException("cut"), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            await ReadExactlyAsync(stream, length, body).ConfigureAwait(false);
            await ReadLineAsync(stream).ConfigureAwait(false);
        }

        await ReadLineAsync(stream).ConfigureAwait(false);
        return body.ToArray();
    }

    private async Task ReadExactlyAsync(NetworkStream stream, int length, MemoryStream target)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _stop.Token).ConfigureAwait(false);
        target.Write(bytes);
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token).ConfigureAwait(false) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
