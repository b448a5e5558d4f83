using System.Net.Security;
using System.Text;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>Negotiate against a server with a key of a real realm: /spnegoLogin as Drill's, then a session by its cookie.</summary>
public sealed class KerberosTests(KerberosRealm realm) : IClassFixture<KerberosRealm>
{
    private const string Answer = "{\"queryId\":\"1\",\"columns\":[\"a\"],\"metadata\":[\"INT\"],\"rows\":[{\"a\":1}],\"queryState\":\"COMPLETED\"}";

    [Fact]
    public async Task A_ticket_logs_in_once_and_the_session_is_kept()
    {
        Require();
        await realm.LogInAsync(ticket: true);
        await using var server = new NegotiateDrill();
        using var client = Client(server, "localhost");
        Assert.Equal(1, (await RunAsync(client)).Table.GetValue(0, "a"));
        Assert.Equal(1, (await RunAsync(client)).Table.GetValue(0, "a"));
        Assert.Equal("alice@DRILL.TEST", server.User);
        Assert.Equal(1, server.Logins);
    }

    [Fact]
    public async Task Without_a_ticket_it_is_said_where_one_is_got()
    {
        Require();
        await realm.LogInAsync(ticket: false);
        await using var server = new NegotiateDrill();
        using var client = Client(server, "localhost");
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync(client));
        Assert.Contains("wants a Kerberos ticket for HTTP/localhost, and there is none to send", error.Message, StringComparison.Ordinal);
        Assert.Contains("kinit", error.Hint, StringComparison.Ordinal);
        Assert.Null(server.User);
    }

    [Fact]
    public async Task A_server_that_does_not_take_the_ticket_is_named()
    {
        Require();
        await realm.LogInAsync(ticket: true);
        await using var server = new NegotiateDrill { RefusesAll = true };
        using var client = Client(server, "localhost");
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync(client));
        Assert.Contains("does not take the Kerberos ticket for HTTP/localhost", error.Message, StringComparison.Ordinal);
        Assert.Contains("keytab", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_the_realm_does_not_know_is_named()
    {
        Require();
        await realm.LogInAsync(ticket: true);
        await using var server = new NegotiateDrill();
        using var client = Client(server, "127.0.0.1");
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync(client));
        Assert.Contains("HTTP/127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.Contains("host's name", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_the_libraries_is_told_which()
    {
        var error = Assert.Throws<DrillException>(() => Kerberos.Require("libgssapi_none.so.2"));
        Assert.Contains("no libgssapi_none.so.2", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install libgssapi-krb5-2", error.Hint, StringComparison.Ordinal);
    }

    private void Require() => Assert.SkipWhen(realm.Missing is not null, realm.Missing ?? "");

    private static DrillClient Client(NegotiateDrill server, string host) => new(new DrillServerOptions { Url = new Uri($"http://{host}:{server.Port}"), Authentication = DrillAuthentication.Negotiate });

    private static Task<DrillResult> RunAsync(DrillClient client) => client.Query("SELECT 1 AS a").RunAsync(TestContext.Current.CancellationToken);

    private sealed class NegotiateDrill : IAsyncDisposable
    {
        private readonly ReplayServer _server;

        public NegotiateDrill() => _server = new ReplayServer(Reply);

        public int Port => _server.Url.Port;

        public string? User { get; private set; }

        public int Logins { get; private set; }

        public bool RefusesAll { get; init; }

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private RecordedExchange Reply(ReplayRequest request)
        {
            if (request.Path == "/spnegoLogin") { return LogIn(request); }
            return request.Headers.TryGetValue("cookie", out var cookie) && cookie.Contains("JSESSIONID=node0abc", StringComparison.Ordinal)
                ? Exchange(200, Answer, ("Content-Type", "application/json"))
                : Exchange(303, "", ("Location", "/mainLogin"));
        }

        private RecordedExchange LogIn(ReplayRequest request)
        {
            if (!request.Headers.TryGetValue("authorization", out var sent) || !sent.StartsWith("Negotiate ", StringComparison.Ordinal) || RefusesAll) { return Exchange(401, "", ("WWW-Authenticate", "Negotiate")); }
            using var acceptor = new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = "Negotiate" });
            var reply = acceptor.GetOutgoingBlob(Convert.FromBase64String(sent["Negotiate ".Length..]), out var status);
            if (status != NegotiateAuthenticationStatusCode.Completed) { return Exchange(401, "", ("WWW-Authenticate", "Negotiate")); }
            User = acceptor.RemoteIdentity.Name;
            Logins++;
            return Exchange(302, "", ("Location", "/"), ("Set-Cookie", "JSESSIONID=node0abc; Path=/; HttpOnly"), ("WWW-Authenticate", "Negotiate " + Convert.ToBase64String(reply ?? [])));
        }

        private static RecordedExchange Exchange(int status, string body, params (string Name, string Value)[] headers) =>
            new(1, "GET", "/", "", status, "OK", [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], [Encoding.UTF8.GetBytes(body)]);
    }
}
