using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sinogram.Imaging.Network;

/// <summary>One series that a search found.</summary>
public sealed record DicomWebSeries(string StudyInstanceUid, string SeriesInstanceUid);

/// <summary>
/// A client of a DICOMweb server: search (QIDO-RS, PS3.18 section 10.6) and retrieval of whole instances (WADO-RS, section 10.4).
/// </summary>
/// <remarks>Thread-safe. Every call has a timeout and bounded retries; both verbs only read, so a retry changes nothing on the server.</remarks>
public sealed class DicomWebClient : IDisposable
{
    private const string StudyTag = "0020000D";
    private const string SeriesTag = "0020000E";
    private const string InstanceTag = "00080018";

    private readonly HttpClient _http;
    private readonly DicomWebOptions _options;

    /// <summary>Talks to the service at <paramref name="root"/>, as <c>http://127.0.0.1:8042/dicom-web</c>.</summary>
    public DicomWebClient(Uri root, DicomWebOptions? options = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        _options = options ?? new DicomWebOptions();
        Root = new Uri(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = _options.Authorization;
    }

    /// <summary>The service's address.</summary>
    public Uri Root { get; }

    /// <summary>UIDs of the studies that match, in the server's order.</summary>
    /// <param name="filter">A QIDO query without question mark, as <c>ModalitiesInStudy=CT</c>; empty for all studies.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async IAsyncEnumerable<string> SearchStudiesAsync(string filter = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (JsonElement study in SearchAsync("studies", filter, StudyTag, cancellationToken))
        {
            yield return Uid(study, StudyTag)!;
        }
    }

    /// <summary>The series of a study.</summary>
    public async IAsyncEnumerable<DicomWebSeries> SearchSeriesAsync(string study, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (JsonElement series in SearchAsync($"studies/{Escape(study)}/series", "", SeriesTag, cancellationToken))
        {
            yield return new DicomWebSeries(study, Uid(series, SeriesTag)!);
        }
    }

    /// <summary>SOP instance UIDs of a series.</summary>
    public async IAsyncEnumerable<string> SearchInstancesAsync(DicomWebSeries series, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        await foreach (JsonElement instance in SearchAsync($"{PathOf(series)}/instances", "", InstanceTag, cancellationToken))
        {
            yield return Uid(instance, InstanceTag)!;
        }
    }

    /// <summary>Address of one instance.</summary>
    public Uri InstanceAddress(DicomWebSeries series, string instance)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new Uri(Root, $"{PathOf(series)}/instances/{Escape(instance)}");
    }

    /// <summary>One instance as a DICOM file in the transfer syntax in which the server holds it.</summary>
    public async Task<byte[]> RetrieveInstanceAsync(DicomWebSeries series, string instance, CancellationToken cancellationToken = default)
    {
        await foreach (byte[] file in RetrieveAsync(InstanceAddress(series, instance), cancellationToken))
        {
            return file;
        }

        throw new DicomWebException($"{Root} answered the request for an instance with no part.", "the server is at fault; ask its operator");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<JsonElement> SearchAsync(string path, string filter, string uidTag, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (true)
        {
            string query = $"limit={_options.PageSize}&offset={seen.Count}" + (filter.Length > 0 ? "&" + filter : "");
            (List<JsonElement> page, bool warned) = await SearchPageAsync(new Uri(Root, path + "?" + query), cancellationToken);
            bool news = false;
            foreach (JsonElement row in page)
            {
                // A server that does not know `offset` gives the same page again: what was seen is the end.
                if (Uid(row, uidTag) is { } uid && seen.Add(uid))
                {
                    news = true;
                    yield return row;
                }
            }

            if (!news || (page.Count < _options.PageSize && !warned))
            {
                yield break;
            }
        }
    }

    private async Task<(List<JsonElement> Rows, bool Warned)> SearchPageAsync(Uri address, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await GetAsync(address, "application/dicom+json", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return ([], false);
        }

        await using Stream body = await OpenAsync(response, cancellationToken);
        using MemoryStream content = new();
        byte[] piece = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (content.Length + read > _options.MaximumSearchBytes)
            {
                throw new DicomWebException($"The search answer of {Root} is larger than {_options.MaximumSearchBytes} bytes.", "narrow the search, as `…/dicom-web?ModalitiesInStudy=CT`");
            }

            content.Write(piece, 0, read);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content.GetBuffer().AsMemory(0, (int)content.Length));
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? (document.RootElement.EnumerateArray().Select(e => e.Clone()).ToList(), response.Headers.Warning.Count > 0)
                : throw NotDicomWeb(null);
        }
        catch (JsonException e)
        {
            throw NotDicomWeb(e);
        }
    }

    private async IAsyncEnumerable<byte[]> RetrieveAsync(Uri address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await GetAsync(address, "multipart/related; type=\"application/dicom\"; transfer-syntax=*", cancellationToken);
        string? boundary = MultipartReader.BoundaryOf(response.Content.Headers.ContentType);
        await using Stream body = await OpenAsync(response, cancellationToken);
        if (boundary is null)
        {
            throw NotDicomWeb(null);
        }

        MultipartReader reader = new(body, boundary, _options.MaximumInstanceBytes);
        while (await reader.ReadNextAsync(cancellationToken) is { } part)
        {
            yield return part.Content;
        }
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string accept, CancellationToken cancellationToken)
    {
        TimeSpan delay = _options.RetryDelay;
        for (int attempt = 0; ; attempt++)
        {
            DicomWebException failure;
            TimeSpan? asked = null;
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("Accept", accept);
                HttpResponseMessage response = await SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                asked = response.Headers.RetryAfter?.Delta;
                failure = Refused(response.StatusCode);
                response.Dispose();
                if (!MayPass(failure.Status!.Value))
                {
                    throw failure;
                }
            }
            catch (HttpRequestException e)
            {
                failure = new DicomWebException($"{Root} cannot be reached ({e.HttpRequestError}).", "check that the server runs and that address and port are right", null, e);
            }

            if (attempt >= _options.Retries)
            {
                throw failure;
            }

            await Task.Delay(asked is { } wait && wait < _options.Timeout ? wait : delay, _options.Time, cancellationToken);
            delay *= 2;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_options.Timeout, _options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, "timed out", e);
        }
    }

    private async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new IdleTimeoutStream(await response.Content.ReadAsStreamAsync(cancellationToken), _options.Timeout, _options.Time, Root);

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private DicomWebException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
            $"{Root} refuses access (HTTP {(int)status}).", "use a connection with the right credentials", status),
        HttpStatusCode.NotFound => new(
            $"{Root} has nothing at this address (HTTP 404).", "check the path: many servers serve DICOMweb below /dicom-web", status),
        _ => new($"{Root} answered HTTP {(int)status}.", "see the server's log; what was already harvested stays valid", status),
    };

    private DicomWebException NotDicomWeb(Exception? inner) =>
        new($"{Root} does not answer as a DICOMweb server.", "check the path: many servers serve DICOMweb below /dicom-web", null, inner);

    private static string PathOf(DicomWebSeries series) => $"studies/{Escape(series.StudyInstanceUid)}/series/{Escape(series.SeriesInstanceUid)}";

    private static string Escape(string uid) => Uri.EscapeDataString(uid);

    private static string? Uid(JsonElement row, string tag) =>
        row.ValueKind == JsonValueKind.Object
        && row.TryGetProperty(tag, out JsonElement attribute) && attribute.ValueKind == JsonValueKind.Object
        && attribute.TryGetProperty("Value", out JsonElement values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
        && values[0].ValueKind == JsonValueKind.String && values[0].GetString() is { Length: > 0 and <= 64 } uid
            ? uid
            : null;
}
