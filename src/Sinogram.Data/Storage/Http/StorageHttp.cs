using System.Net;
using System.Net.Sockets;

namespace Sinogram.Data.Storage.Http;

/// <summary>The client, the timeouts and the repetitions of all storages that are reached over HTTP.</summary>
internal static class StorageHttp
{
    /// <summary>How often a request that may be repeated is sent at most.</summary>
    public const int Attempts = 4;

    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(100);

    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        // The protocols say themselves what to do with a redirection.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends a request and waits for the head of its answer.</summary>
    /// <exception cref="StorageException">No answer: <see cref="StorageFault.Unavailable"/>.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string location, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(request.Content is PipeContent ? Timeout.InfiniteTimeSpan : HeaderTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageFault.Unavailable, $"{location}: {request.RequestUri!.Authority} did not answer within {HeaderTimeout.TotalSeconds:0} seconds.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new StorageException(StorageFault.Unavailable, $"{location}: {request.RequestUri!.Authority} cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Repeats what does no harm when it happens twice, while the service is not available.</summary>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> act, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await act().ConfigureAwait(false);
            }
            catch (StorageException e) when (e.Fault == StorageFault.Unavailable && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;

    /// <summary>The beginning of an answer's body, for error messages.</summary>
    public static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
