using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>
/// The REST interface of an Apache Livy server (0.7 and later). Reads are asked again where the connection fails; what acts on the server is never sent twice.
/// </summary>
public sealed class LivyClient : IDisposable
{
    private static readonly TimeSpan[] Retries = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600)];

    private readonly HttpClient _http;
    private readonly string _base;

    /// <param name="url">The server's address, with the path of a gateway where it stands behind one.</param>
    /// <param name="options">Time limits.</param>
    /// <exception cref="LivyException">The address is none of HTTP, or holds a user or password.</exception>
    public LivyClient(Uri url, LivyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            throw new LivyException("A Livy server's address is http://HOST:PORT or https://HOST:PORT, without a user or password.");
        }

        Options = options ?? new LivyOptions();
        _base = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Place = url.Authority;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = Options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = Options.LargestAnswer,
        };
        // A server that guards against forged requests wants this header; others ignore it.
        _http.DefaultRequestHeaders.Add("X-Requested-By", "sinogram");
        _http.DefaultRequestHeaders.Add("Accept", "application/json");
    }

    /// <summary>Time limits.</summary>
    public LivyOptions Options { get; }

    /// <summary>Host and port, for messages.</summary>
    public string Place { get; }

    /// <summary>Makes a session; it is <c>starting</c> then.</summary>
    public Task<LivySessionInfo> CreateSessionAsync(LivySessionRequest request, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = new JsonObject { ["kind"] = request.Kind };
        if (request.Name is not null)
        {
            body["name"] = request.Name;
        }

        if (request.Conf.Count > 0)
        {
            body["conf"] = new JsonObject(request.Conf.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        }

        return SendAsync(HttpMethod.Post, "/sessions", body, "make a session", LivyJson.Session, token);
    }

    /// <summary>A session by its number or name.</summary>
    public Task<LivySessionInfo> GetSessionAsync(string idOrName, CancellationToken token) =>
        SendAsync(HttpMethod.Get, $"/sessions/{Uri.EscapeDataString(idOrName)}", null, "show the session", LivyJson.Session, token);

    /// <summary>A session by its name, or null where the server has none.</summary>
    public async Task<LivySessionInfo?> FindSessionAsync(string name, CancellationToken token)
    {
        try
        {
            return await GetSessionAsync(name, token).ConfigureAwait(false);
        }
        catch (LivyException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The sessions of the server, at most the first thousand.</summary>
    public Task<IReadOnlyList<LivySessionInfo>> ListSessionsAsync(CancellationToken token) =>
        SendAsync<IReadOnlyList<LivySessionInfo>>(
            HttpMethod.Get, "/sessions?from=0&size=1000", null, "list its sessions", j => [.. j.GetProperty("sessions").EnumerateArray().Select(LivyJson.Session)], token);

    /// <summary>A session's state.</summary>
    public Task<string> GetStateAsync(int session, CancellationToken token) =>
        SendAsync(HttpMethod.Get, $"/sessions/{session}/state", null, "tell the session's state", j => j.GetProperty("state").GetString()!, token);

    /// <summary>The last lines of a session's log. The server keeps about 200.</summary>
    public Task<IReadOnlyList<string>> GetLogAsync(int session, int lines, CancellationToken token) =>
        SendAsync<IReadOnlyList<string>>(
            HttpMethod.Get, $"/sessions/{session}/log?from=-1&size={lines}", null, "show the session's log", LivyJson.Log, token);

    /// <summary>Ends a session and its Spark application; false where the server did not have it.</summary>
    public async Task<bool> DeleteSessionAsync(int session, CancellationToken token)
    {
        try
        {
            return await SendAsync(HttpMethod.Delete, $"/sessions/{session}", null, "end the session", _ => true, token).ConfigureAwait(false);
        }
        catch (LivyException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Hands a statement to a session, which runs one after the other.</summary>
    public Task<LivyStatement> SubmitAsync(int session, string code, string? kind, CancellationToken token)
    {
        var body = new JsonObject { ["code"] = code };
        if (kind is not null)
        {
            body["kind"] = kind;
        }

        return SendAsync(HttpMethod.Post, $"/sessions/{session}/statements", body, "take the statement", LivyJson.Statement, token);
    }

    /// <summary>A statement with its state and output.</summary>
    public Task<LivyStatement> GetStatementAsync(int session, int statement, CancellationToken token) =>
        SendAsync(HttpMethod.Get, $"/sessions/{session}/statements/{statement}", null, "show the statement", LivyJson.Statement, token);

    /// <summary>Asks to cancel a statement: at once where it waits or runs Spark jobs, otherwise perhaps never.</summary>
    public Task CancelAsync(int session, int statement, CancellationToken token) =>
        SendAsync(HttpMethod.Post, $"/sessions/{session}/statements/{statement}/cancel", null, "cancel the statement", _ => true, token);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonNode? body, string what, Func<JsonElement, T> read, CancellationToken token)
    {
        for (var attempt = 0; ; attempt++)
        {
            var again = method == HttpMethod.Get && attempt < Retries.Length;
            try
            {
                using var json = await SendOnceAsync(method, path, body, what, token).ConfigureAwait(false);
                return Read(json, read, what);
            }
            catch (LivyException e) when (again && (e.Status is 502 or 503 or 504 || e.InnerException is HttpRequestException))
            {
                await Task.Delay(Retries[attempt], Options.Time, token).ConfigureAwait(false);
            }
        }
    }

    private async Task<JsonDocument> SendOnceAsync(HttpMethod method, string path, JsonNode? body, string what, CancellationToken token)
    {
        using var request = new HttpRequestMessage(method, _base + path);
        if (body is not null)
        {
            // Text has a length: some servers do not take bodies in chunks.
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var limit = new CancellationTokenSource(Options.RequestTimeout, Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(both.Token).ConfigureAwait(false);
            return LivyAnswer.Read(response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, what);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new LivyException(
                $"The Livy server at {Place} did not answer within {Options.RequestTimeout.TotalSeconds:0.#} s when asked to {what}.",
                hint: "It may be overloaded, or the statement's output may be larger than its message limit (livy.rsc.rpc.max.size).");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new LivyException($"The answer is larger than {Options.LargestAnswer >> 20} MiB.", hint: "Let the statement return less.");
        }
        catch (HttpRequestException e)
        {
            throw new LivyException($"The Livy server at {Place} cannot be reached: {e.Message}", hint: "See that it runs and that the address is right.", inner: e);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // A cut connection in the middle of a body, or a character set that does not exist.
            throw new LivyException($"The Livy server at {Place} gave no whole answer when asked to {what}: {e.Message}", inner: e);
        }
    }

    private static T Read<T>(JsonDocument json, Func<JsonElement, T> read, string what)
    {
        try
        {
            return read(json.RootElement);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or TableException)
        {
            throw new LivyException($"The answer is not what a Livy server gives when asked to {what}.", hint: "See that the address is that of Livy's REST interface.", inner: e);
        }
    }
}
