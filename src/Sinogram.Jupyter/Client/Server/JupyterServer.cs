using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client.Server;

/// <summary>A Jupyter server (or a hub's, under the user's address), over its REST interface. The token goes to this address only: redirections are not followed.</summary>
internal sealed class JupyterServer : IDisposable
{
    /// <summary>Starting a kernel may take the server so long.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    /// <summary>An answer of the REST interface is not larger.</summary>
    private const long LargestAnswer = 16L << 20;

    private readonly HttpClient _http;
    private readonly string? _authorization;

    /// <param name="address">Where it is: http or https.</param>
    /// <param name="token">Proves who asks; null where the server asks for none.</param>
    /// <param name="bearer">The token is one of OAuth, as gateways take it, instead of Jupyter's own.</param>
    internal JupyterServer(Uri address, string? token, bool bearer)
    {
        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        _authorization = token is null ? null : $"{(bearer ? "Bearer" : "token")} {token}";
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            BaseAddress = Address, Timeout = AnswerLimit, MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>Where it is, with a slash at the end.</summary>
    internal Uri Address { get; }

    /// <summary>Its kernels: each with its language and its name for people; and the one that it starts where none is named.</summary>
    /// <exception cref="KernelException">It does not answer, or refuses.</exception>
    internal async Task<(string Default, IReadOnlyDictionary<string, (string DisplayName, string Language)> Kernels)> KernelsAsync(CancellationToken token)
    {
        var answer = await AskAsync(HttpMethod.Get, "api/kernelspecs", null, token).ConfigureAwait(false);
        var kernels = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var spec in answer.Object("kernelspecs")?.EnumerateObject().AsEnumerable() ?? [])
        {
            var known = spec.Value.ValueKind == JsonValueKind.Object ? spec.Value.Object("spec") : null;
            kernels[spec.Name] = (known?.Text("display_name") ?? spec.Name, known?.Text("language") ?? spec.Name);
        }

        return (answer.Text("default") ?? "python3", kernels);
    }

    /// <summary>Starts a kernel and gives its id.</summary>
    /// <exception cref="KernelException">It does not start.</exception>
    internal async Task<string> StartAsync(string kernel, CancellationToken token)
    {
        var answer = await AskAsync(HttpMethod.Post, "api/kernels", $"{{\"name\":{JsonSerializer.Serialize(kernel)}}}", token).ConfigureAwait(false);
        return answer.Text("id") is { Length: > 0 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? id
            : throw new KernelException($"The server {Address} started no kernel: its answer has no id.");
    }

    /// <summary>Interrupts a kernel.</summary>
    internal Task InterruptAsync(string id, CancellationToken token) => AskAsync(HttpMethod.Post, $"api/kernels/{id}/interrupt", "", token);

    /// <summary>Ends a kernel.</summary>
    internal Task EndAsync(string id, CancellationToken token) => AskAsync(HttpMethod.Delete, $"api/kernels/{id}", null, token);

    /// <summary>Opens the channels of a kernel.</summary>
    /// <exception cref="KernelException">They cannot be opened.</exception>
    internal async Task<WebSocket> OpenAsync(string id, string session, CancellationToken token)
    {
        var socket = new ClientWebSocket();
        if (_authorization is not null)
        {
            socket.Options.SetRequestHeader("Authorization", _authorization);
        }

        var address = new UriBuilder(new Uri(Address, $"api/kernels/{id}/channels?session_id={session}")) { Scheme = Address.Scheme == "https" ? "wss" : "ws" };
        try
        {
            await socket.ConnectAsync(address.Uri, token).WaitAsync(AnswerLimit, token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException)
        {
            socket.Dispose();
            throw new KernelException($"The server {Address} has started the kernel, but its channels cannot be opened: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, string? body, CancellationToken token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (_authorization is not null)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(_authorization);
        }

        try
        {
            using var answer = await _http.SendAsync(request, token).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync(token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new KernelException(Refusal(answer.StatusCode, text));
            }

            return text.Length == 0 ? default : JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json ? json : throw NoJupyter();
        }
        catch (HttpRequestException e)
        {
            throw new KernelException($"The server {Address} cannot be reached: {e.Message}", e);
        }
        catch (JsonException)
        {
            throw NoJupyter();
        }
        catch (TaskCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new KernelException($"The server {Address} did not answer within {AnswerLimit.TotalSeconds:0} s.", e);
        }
    }

    private string Refusal(HttpStatusCode status, string text) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Found => $"The server {Address} refuses the token, or wants one: --token env:NAME or file:PATH.",
        HttpStatusCode.NotFound => $"There is no Jupyter server at {Address} (404).",
        _ => $"The server {Address} answers {(int)status}{Said(text)}.",
    };

    private static string Said(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json && json.Text("message") is { Length: > 0 } message ? $": {message}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private KernelException NoJupyter() => new($"What answers at {Address} is no Jupyter server.");
}
