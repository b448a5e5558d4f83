using System.Net;
using System.Text;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>The connection to a drillbit: certificates, cookies, login. It follows no redirect: Drill sends a login page's address in place of an error.</summary>
internal sealed class DrillHttp : IDisposable
{
    private const int LargestText = 64 << 20;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _login = new(1, 1);
    private readonly CertificateCheck _certificate;
    private bool _loggedIn;

    /// <exception cref="DrillException">The address or the certificates cannot be used.</exception>
    public DrillHttp(DrillServerOptions options)
    {
        Options = options;
        var url = options.Url;
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0) { throw new DrillException("A Drill server's address is http://HOST:8047 or https://HOST:8047, without a user or password."); }
        Base = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _certificate = new CertificateCheck(options.CertificateAuthorities, url.Host);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = true,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Drill's web server closes connections that rest for half a minute, and a query is not sent twice.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            SslOptions = _certificate.Options,
        };
        if (options.Authentication == DrillAuthentication.Negotiate)
        {
            Kerberos.Require();
            handler.Credentials = new CredentialCache { { new Uri(Base), "Negotiate", CredentialCache.DefaultNetworkCredentials } };
        }
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (Header(options) is { } header) { _http.DefaultRequestHeaders.TryAddWithoutValidation(header.Name, header.Value); }
    }

    public DrillServerOptions Options { get; }
    public string Base { get; }

    /// <summary>Host and port, for messages.</summary>
    public string Place => Options.Url.Authority;

    /// <summary>Sends a request, with a login before it where one is needed; the answer's head is read, its body not.</summary>
    /// <param name="create">Makes the request; a second time after a new login.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="DrillException">No connection, or no login.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken token)
    {
        for (var attempt = 0; ; attempt++)
        {
            await LoginAsync(again: attempt > 0, token).ConfigureAwait(false);
            using var request = create();
            var response = await SendOnceAsync(request, token).ConfigureAwait(false);
            if (!IsLoginPage(response)) { return response; }
            response.Dispose();
            // A session that has ended is begun again, once.
            if (attempt == 0 && Options.Authentication is DrillAuthentication.Form or DrillAuthentication.Negotiate) { continue; }
            throw Refused();
        }
    }

    /// <summary>The body of an answer that is no result, as text.</summary>
    /// <exception cref="DrillException">It is cut, damaged or too large.</exception>
    public async Task<string> TextAsync(HttpResponseMessage response, CancellationToken token)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestText, token).ConfigureAwait(false);
            return await response.Content.ReadAsStringAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or InvalidOperationException)
        {
            throw new DrillException($"The Drill server at {Place} gave no whole answer (status {(int)response.StatusCode}): {e.Message}", hint: "Try again; where it happens again, a gateway before the server cuts its answers.", inner: e);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _login.Dispose();
    }

    private static bool IsLoginPage(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 || response.StatusCode == HttpStatusCode.Unauthorized;

    private DrillException Refused() => Options.Authentication == DrillAuthentication.Negotiate ? Kerberos.Refused(Options.Url) : Options.Authentication == DrillAuthentication.None
        ? new DrillException($"The Drill server at {Place} wants a login.", hint: "#!drill connect --name NAME --url … --user USER --password env:NAME [--auth form]")
        : new DrillException($"The Drill server at {Place} refuses the user or password (sent as {Options.Authentication.ToString().ToLowerInvariant()}).", hint: Options.Authentication == DrillAuthentication.Basic ? "Check them; where the server has a login page only, or the password has characters beyond Latin-1, use --auth form." : "Check them.");

    private async Task LoginAsync(bool again, CancellationToken token)
    {
        if (Options.Authentication is not (DrillAuthentication.Form or DrillAuthentication.Negotiate) || (_loggedIn && !again)) { return; }
        await _login.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (_loggedIn && !again) { return; }
            using var request = Options.Authentication == DrillAuthentication.Form
                ? new HttpRequestMessage(HttpMethod.Post, Base + "/j_security_check")
                {
                    Content = new FormUrlEncodedContent([KeyValuePair.Create("j_username", Options.User ?? ""), KeyValuePair.Create("j_password", Options.Secret ?? "")]),
                }
                : new HttpRequestMessage(HttpMethod.Get, Base + "/spnegoLogin");
            using var response = await SendOnceAsync(request, token).ConfigureAwait(false);
            // A wrong password is answered with the login page once more; a right one sends on to the start page.
            var page = (int)response.StatusCode == 200 ? await TextAsync(response, token).ConfigureAwait(false) : "";
            var location = response.Headers.Location?.ToString() ?? "";
            if (response.StatusCode == HttpStatusCode.NotFound) { throw new DrillException($"The Drill server at {Place} has no login {(Options.Authentication == DrillAuthentication.Form ? "form" : "by Kerberos")}.", hint: "Use --auth basic."); }
            if (page.Contains("j_security_check", StringComparison.Ordinal) || location.Contains("ogin", StringComparison.Ordinal) || response.StatusCode == HttpStatusCode.Unauthorized) { throw Refused(); }
            _loggedIn = true;
        }
        finally
        {
            _login.Release();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken token)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError switch
            {
                HttpRequestError.SecureConnectionError when _certificate.Fault is { } fault => new DrillException(
                    $"The certificate of {Place} is not trusted: {fault}.",
                    hint: fault.Contains("signed by", StringComparison.Ordinal) ? "Name the authority that signed it: --ca FILE (PEM)." : "Ask who runs the server for a certificate that fits its name and the day.",
                    inner: e),
                HttpRequestError.SecureConnectionError => new DrillException($"{Place} does not answer in TLS: {e.InnerException?.Message ?? e.Message}", hint: "A drillbit without TLS is reached by http://.", inner: e),
                HttpRequestError.NameResolutionError => new DrillException($"There is no host '{Options.Url.Host}'.", hint: "See that the address is right.", inner: e),
                HttpRequestError.ConnectionError => new DrillException($"Nothing answers at {Place}: {e.InnerException?.Message ?? e.Message}", hint: "See that the drillbit runs and that the address and port are right (8047 usually).", inner: e),
                _ => new DrillException($"The Drill server at {Place} closed the connection without an answer: {e.Message}", hint: "It may have ended, or a gateway before it: run the query again. A drillbit with TLS is reached by https://.", inner: e),
            };
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new DrillException($"No connection to {Place} within {Options.ConnectTimeout.TotalSeconds:0.#} s.", hint: "See that the address is right and that no firewall stands before it.", inner: e);
        }
    }

    private static (string Name, string Value)? Header(DrillServerOptions options)
    {
        if (options.Authentication == DrillAuthentication.Header) { return (options.HeaderName, options.Secret ?? ""); }
        if (options.Authentication != DrillAuthentication.Basic) { return null; }
        var pair = $"{options.User}:{options.Secret}";
        if (pair.Any(c => c > 0xFF)) { throw new DrillException("Drill takes a password of the BASIC kind as ISO 8859-1, and this one has other characters.", hint: "Use --auth form."); }
        return ("Authorization", "Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes(pair)));
    }
}
