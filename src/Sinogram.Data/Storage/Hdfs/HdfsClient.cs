using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.Hdfs;

/// <summary>Sends the operations of WebHDFS, follows its redirections to the data nodes, and turns its exceptions into ours.</summary>
/// <remarks>HttpFS speaks the same but answers itself, with other statuses: the exception's name decides, never the status.</remarks>
internal sealed class HdfsClient(HdfsOptions options, string host, bool secure, HttpClient http, TimeProvider time)
{
    public TimeProvider Time => time;

    /// <summary>The URL of an operation.</summary>
    public Uri Url(string path, string operation, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var url = new StringBuilder(secure ? "https://" : "http://").Append(host).Append("/webhdfs/v1");
        // The servers compose names; what is read must be spelled as what was written.
        foreach (var segment in path.Normalize(NormalizationForm.FormC).Split('/', StringSplitOptions.RemoveEmptyEntries)) { url.Append('/').Append(Uri.EscapeDataString(segment)); }
        if (path.Trim('/').Length == 0) { url.Append('/'); }
        url.Append("?op=").Append(operation);
        if (options.DelegationToken is { } token) { url.Append("&delegation=").Append(Uri.EscapeDataString(token)); }
        else { url.Append("&user.name=").Append(Uri.EscapeDataString(options.User)); }
        foreach (var (name, value) in parameters) { url.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value)); }
        return Raw(url.ToString());
    }

    /// <summary>Sends an operation whose answer is small; the caller disposes it.</summary>
    public async Task<JsonDocument> CallAsync(HttpMethod method, Uri url, string location, CancellationToken cancellationToken)
    {
        using var response = method == HttpMethod.Get
            ? await StorageHttp.RepeatAsync(() => FollowAsync(method, url, location, cancellationToken), time, cancellationToken).ConfigureAwait(false)
            : await FollowAsync(method, url, location, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            if (memory.Length == 0) { return JsonDocument.Parse("{}"); }
            try
            {
                return JsonDocument.Parse(memory.ToArray());
            }
            catch (JsonException e)
            {
                throw new StorageException(StorageFault.Invalid, $"{location}: the answer of {url.Authority} is not WebHDFS.", e);
            }
        }
    }

    /// <summary>Reads; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(Uri url, string location, CancellationToken cancellationToken) =>
        StorageHttp.RepeatAsync(() => FollowAsync(HttpMethod.Get, url, location, cancellationToken), time, cancellationToken);

    /// <summary>The first step of a write: where the data are to go.</summary>
    public async Task<Uri> PlaceAsync(Uri url, string location, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, url, new ByteArrayContent([]), location, cancellationToken).ConfigureAwait(false);
        return Redirection(response) ?? throw new StorageException(StorageFault.Invalid, $"{location}: {url.Authority} did not say where the data are to go.");
    }

    /// <summary>The second step of a write.</summary>
    public async Task WriteAsync(Uri url, HttpContent content, string location, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Put, url, content, location, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, Uri url, string location, CancellationToken cancellationToken)
    {
        for (var step = 0; step < 4; step++)
        {
            var response = await SendAsync(method, url, method == HttpMethod.Get || method == HttpMethod.Delete ? null : new ByteArrayContent([]), location, cancellationToken).ConfigureAwait(false);
            if (Redirection(response) is not { } next) { return response; }
            response.Dispose();
            url = next;
        }
        throw new StorageException(StorageFault.Invalid, $"{location}: the servers redirect in a circle.");
    }

    private static Uri? Redirection(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.PermanentRedirect
        && response.Headers.TryGetValues("Location", out var values) ? Raw(values.First()) : null;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, HttpContent? content, string location, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        if (options.Password is { } password && url.Scheme == "https" && url.Authority == host)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{password}")));
        }
        var response = await StorageHttp.SendAsync(http, request, location, time, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || Redirection(response) is not null) { return response; }
        using (response) { throw await HdfsErrors.ReadAsync(response, location, cancellationToken).ConfigureAwait(false); }
    }

    // As the servers wrote it: nothing decoded, no dots removed.
    private static Uri Raw(string url) => new(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
