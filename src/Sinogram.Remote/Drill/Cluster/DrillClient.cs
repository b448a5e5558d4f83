using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>The REST interface of an Apache Drill server.</summary>
public sealed class DrillClient : IDisposable
{
    private readonly DrillHttp _http;

    /// <exception cref="DrillException">The address or the certificates cannot be used.</exception>
    public DrillClient(DrillServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new DrillHttp(options);
        Options = options;
    }

    public DrillServerOptions Options { get; }

    /// <summary>Host and port, for messages.</summary>
    public string Place => _http.Place;

    /// <summary>A query, ready to run; see <see cref="DrillQuery"/>.</summary>
    /// <param name="sql">One statement; a semicolon at its end is left out.</param>
    /// <param name="options">Limits, schema, options, parameters.</param>
    /// <exception cref="DrillException">A parameter has no value.</exception>
    public DrillQuery Query(string sql, DrillQueryOptions? options = null) => new(this, sql, options ?? new DrillQueryOptions());

    /// <summary>The version of the cluster: the least of its drillbits, which decides what answers look like.</summary>
    public async Task<Version?> VersionAsync(CancellationToken token)
    {
        var json = await GetAsync("/cluster.json", token).ConfigureAwait(false);
        var versions = json.TryGetProperty("drillbits", out var bits) && bits.ValueKind == JsonValueKind.Array
            ? bits.EnumerateArray().Select(b => b.TryGetProperty("version", out var v) ? Number(v.GetString()) : null).OfType<Version>().ToList()
            : [];
        return versions.Count > 0 ? versions.Min() : json.TryGetProperty("currentVersion", out var current) ? Number(current.GetString()) : null;
    }

    /// <summary>The configured storages: name and configuration.</summary>
    public async Task<IReadOnlyList<(string Name, JsonObject Config)>> StoragesAsync(CancellationToken token)
    {
        var json = await GetAsync("/storage.json", token).ConfigureAwait(false);
        return [.. json.EnumerateArray().Select(s => (s.GetProperty("name").GetString()!, JsonNode.Parse(s.GetProperty("config").GetRawText()) as JsonObject ?? []))];
    }

    /// <summary>A storage's configuration; null where there is none of the name.</summary>
    public async Task<JsonObject?> StorageAsync(string name, CancellationToken token)
    {
        var json = await GetAsync($"/storage/{Uri.EscapeDataString(name)}.json", token).ConfigureAwait(false);
        return json.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? JsonNode.Parse(config.GetRawText()) as JsonObject : null;
    }

    /// <summary>Configures a storage, in place of one of the same name.</summary>
    public async Task PutStorageAsync(string name, JsonObject config, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(config);
        var body = new JsonObject { ["name"] = name, ["config"] = config.DeepClone() };
        await ActAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{_http.Base}/storage/{Uri.EscapeDataString(name)}.json") { Content = Json(body) }, "configure the storage", token).ConfigureAwait(false);
    }

    /// <summary>Lets queries use a storage, or not.</summary>
    public async Task EnableStorageAsync(string name, bool enabled, CancellationToken token) =>
        await ActAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{_http.Base}/storage/{Uri.EscapeDataString(name)}/enable/{(enabled ? "true" : "false")}"), enabled ? "enable the storage" : "disable the storage", token).ConfigureAwait(false);

    /// <summary>Removes a storage.</summary>
    public async Task DeleteStorageAsync(string name, CancellationToken token) =>
        await ActAsync(() => new HttpRequestMessage(HttpMethod.Delete, $"{_http.Base}/storage/{Uri.EscapeDataString(name)}.json"), "delete the storage", token).ConfigureAwait(false);

    /// <summary>A query's profile; null where the server has none.</summary>
    public async Task<JsonElement?> ProfileAsync(string queryId, CancellationToken token)
    {
        var (status, type, text) = await ReadAsync(() => Get($"/profiles/{Uri.EscapeDataString(queryId)}.json"), token).ConfigureAwait(false);
        return status == HttpStatusCode.OK && TryJson(type, text, out var json) ? json : null;
    }

    /// <summary>The queries that run, and the last ones that ran.</summary>
    public Task<JsonElement> ProfilesAsync(CancellationToken token) => GetAsync("/profiles.json", token);

    /// <summary>Asks to cancel a query; gives the server's answer, which is the same whether it can or not.</summary>
    public async Task<string> CancelAsync(string queryId, CancellationToken token)
    {
        // With Accept: application/json the server does nothing.
        var (status, _, text) = await ReadAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"{_http.Base}/profiles/cancel/{Uri.EscapeDataString(queryId)}");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
                return request;
            },
            token).ConfigureAwait(false);
        return status == HttpStatusCode.OK ? text.Trim() : throw new DrillException($"The Drill server at {Place} cannot cancel '{queryId}': {DrillAnswers.Message(text) ?? $"status {(int)status}"}", hint: "A query's id looks like 14fd268f-32ab-7a0c-de5d-64be7a65429d; #!drill profile lists them.");
    }

    public void Dispose() => _http.Dispose();

    internal Task<string> TextAsync(HttpResponseMessage response, CancellationToken token) => _http.TextAsync(response, token);

    internal Task<HttpResponseMessage> PostQueryAsync(JsonObject body, CancellationToken token) => _http.SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, _http.Base + "/query.json") { Content = Json(body) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            return request;
        },
        token);

    /// <summary>A limit on one request.</summary>
    internal CancellationTokenSource Limited(TimeSpan limit, CancellationToken token, out CancellationTokenSource both)
    {
        var timer = new CancellationTokenSource(limit, Options.Time);
        both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        return timer;
    }

    internal static string StateOf(JsonElement profile) => profile.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.Number && state.TryGetInt32(out var number)
        ? number switch { 0 => "STARTING", 1 => "RUNNING", 2 => "COMPLETED", 3 => "CANCELED", 4 => "FAILED", 5 => "CANCELLATION_REQUESTED", 6 => "ENQUEUED", 7 => "PREPARING", 8 => "PLANNING", _ => number.ToString(CultureInfo.InvariantCulture) }
        : "UNKNOWN";

    private static JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(Readable), Encoding.UTF8, "application/json");

    private static Version? Number(string? text) => Version.TryParse(new string([.. (text ?? "").TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).Trim('.'), out var version) ? version : null;

    private HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _http.Base + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken token)
    {
        var (status, type, text) = await ReadAsync(() => Get(path), token).ConfigureAwait(false);
        return status == HttpStatusCode.OK && TryJson(type, text, out var json) ? json : throw DrillAnswers.NoAnswer(Place, status, type, text);
    }

    private async Task ActAsync(Func<HttpRequestMessage> create, string what, CancellationToken token)
    {
        var (status, type, text) = await ReadAsync(create, token).ConfigureAwait(false);
        var result = TryJson(type, text, out var json) && json.ValueKind == JsonValueKind.Object && json.TryGetProperty("result", out var value) ? value.GetString() ?? "" : null;
        if (status == HttpStatusCode.OK && (result is null || result.Contains("uccess", StringComparison.Ordinal))) { return; }
        if (type == "text/html") { throw DrillAnswers.NoAnswer(Place, status, type, text); }
        var reason = result ?? DrillAnswers.Message(text) ?? $"status {(int)status}";
        throw new DrillException(
            $"The Drill server at {Place} does not {what}: {reason}",
            hint: reason.Contains("not authorized", StringComparison.OrdinalIgnoreCase) ? "Storages are changed by administrators of Drill only." : null);
    }

    private async Task<(HttpStatusCode Status, string? Type, string Text)> ReadAsync(Func<HttpRequestMessage> create, CancellationToken token)
    {
        using var timer = Limited(Options.RequestTimeout, token, out var both);
        using (both)
        {
            try
            {
                using var response = await _http.SendAsync(create, both.Token).ConfigureAwait(false);
                return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await _http.TextAsync(response, both.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                throw new DrillException($"The Drill server at {Place} did not answer within {Options.RequestTimeout.TotalSeconds:0.#} s.", hint: "It may be overloaded: try again, or see its own page.");
            }
        }
    }

    private static bool TryJson(string? type, string text, out JsonElement json)
    {
        json = default;
        if (type is not null && !type.Contains("json", StringComparison.Ordinal)) { return false; }
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 500 });
            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
