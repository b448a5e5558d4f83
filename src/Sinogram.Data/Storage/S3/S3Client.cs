using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.S3;

/// <summary>Sends signed requests to a bucket, repeats what the service was too busy for, and turns its errors into ours.</summary>
internal sealed class S3Client
{
    private readonly S3Options _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly string _origin;
    private readonly string _prefix;
    private TimeSpan _skew;

    public S3Client(S3Options options, string bucket, HttpClient http, TimeProvider time)
    {
        (_options, _http, _time) = (options, http, time);
        var endpoint = options.Endpoint ?? new Uri($"https://s3.{options.Region}.amazonaws.com");
        var inPath = options.PathStyle ?? (options.Endpoint is not null || bucket.Contains('.', StringComparison.Ordinal));
        _origin = inPath ? $"{endpoint.Scheme}://{endpoint.Authority}" : $"{endpoint.Scheme}://{bucket}.{endpoint.Authority}";
        _prefix = endpoint.AbsolutePath.TrimEnd('/') + (inPath ? "/" + SignatureV4.Encode(bucket) : "");
    }

    public TimeProvider Time => _time;

    /// <param name="method">The verb.</param>
    /// <param name="key">The key, or empty for the bucket itself.</param>
    /// <param name="query">Names and values, not encoded.</param>
    /// <param name="location">For messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="headers">Further headers; those that begin with x-amz- are signed.</param>
    /// <returns>A successful answer, whose body is still to be read.</returns>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, IEnumerable<(string Name, string Value)> query, string location, CancellationToken cancellationToken,
        ReadOnlyMemory<byte> body = default, IReadOnlyList<(string Name, string Value)>? headers = null)
    {
        if (key.Split('/').Any(part => part is "." or "..")) { throw new StorageException(StorageFault.Invalid, $"{location}: a key with '.' or '..' as a part cannot be used safely."); }
        var path = (_prefix + (key.Length == 0 ? "" : "/" + SignatureV4.Encode(key, keepSlashes: true))) is { Length: > 0 } some ? some : "/";
        var encoded = string.Join('&', query.Select(q => (Name: SignatureV4.Encode(q.Name), Value: SignatureV4.Encode(q.Value))).OrderBy(q => q.Name, StringComparer.Ordinal).Select(q => $"{q.Name}={q.Value}"));
        return StorageHttp.RepeatAsync(() => SendOnceAsync(method, path, encoded, location, body, headers ?? [], mayAdjust: true, cancellationToken), _time, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, string query, string location, ReadOnlyMemory<byte> body,
        IReadOnlyList<(string Name, string Value)> headers, bool mayAdjust, CancellationToken cancellationToken)
    {
        var uri = new Uri($"{_origin}{path}{(query.Length > 0 ? "?" : "")}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri);
        if (method == HttpMethod.Put || method == HttpMethod.Post) { request.Content = new ReadOnlyMemoryContent(body); }
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) { request.Content!.Headers.TryAddWithoutValidation(name, value); }
        }
        Sign(request, path, query, SignatureV4.Hash(body.Span), headers);
        var response = await StorageHttp.SendAsync(_http, request, location, _time, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) { return response; }
        using (response)
        {
            var error = await S3Errors.ReadAsync(response, cancellationToken).ConfigureAwait(false);
            if (error.Code == "RequestTimeTooSkewed" && mayAdjust && response.Headers.Date is { } theirs)
            {
                // The service's clock counts.
                _skew = theirs - _time.GetUtcNow();
                return await SendOnceAsync(method, path, query, location, body, headers, mayAdjust: false, cancellationToken).ConfigureAwait(false);
            }
            throw S3Errors.ToException(error, response, location, _options);
        }
    }

    private void Sign(HttpRequestMessage request, string path, string query, string hash, IReadOnlyList<(string Name, string Value)> headers)
    {
        if (_options.AccessKey is not { } key || _options.SecretKey is not { } secret) { return; }
        var time = SignatureV4.Time(_time.GetUtcNow() + _skew);
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.RequestUri!.Authority,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = time,
        };
        if (_options.SessionToken is { } token) { signed["x-amz-security-token"] = token; }
        foreach (var (name, value) in signed.Where(h => h.Key != "host").ToList()) { request.Headers.TryAddWithoutValidation(name, value); }
        foreach (var (name, value) in headers.Where(h => h.Name.StartsWith("x-amz-", StringComparison.Ordinal))) { signed[name] = value; }
        request.Headers.TryAddWithoutValidation("Authorization", SignatureV4.Authorization(request.Method.Method, path, query, [.. signed], hash, time, _options.Region, key, secret));
    }
}
