using System.Text;
using Sinogram.Core.Configuration;
using Sinogram.Core.Execution;
using Sinogram.Magics.Drill;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>The same mistakes on both engines: one message each, with what to do.</summary>
public sealed class DrillBadInputTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-drill-bad-").FullName;
    private readonly TestSession _session = new([new DrillMagic(new NotebookState(TimeProvider.System))], connections: new WrongSecrets());
    private readonly ReplayServer _cluster = new(Answer);
    private readonly ReplayServer _form = new((_, path, _) => path == "/j_security_check" ? Exchange(200, "<html><form action=\"j_security_check\"></form></html>", ("Content-Type", "text/html")) : Exchange(307, "", ("Location", "/mainLogin")));
    private readonly ReplayServer _basic = new((_, _, _) => Exchange(401, "", ("WWW-Authenticate", "Basic realm=\"drill\"")));

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _cluster.DisposeAsync();
        await _form.DisposeAsync();
        await _basic.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("", "SELECT 1 AS a; SELECT 2 AS b", "two statements", "cell of its own")]
    [InlineData("--url {cluster}", "SELECT 1 AS a; SELECT 2 AS b", "two statements", "cell of its own")]
    [InlineData("--root {folder}", "SELECT * FROM dfs.`gone.json`", "Object 'gone.json' not found within 'dfs'", null)]
    [InlineData("--url {cluster}", "SELECT * FROM dfs.`gone.json`", "Object 'gone.json' not found within 'dfs'", null)]
    [InlineData("--root {folder}", "SELECT * FROM dfs.`bad.json`", "Error parsing JSON", "bad.json")]
    [InlineData("--url {cluster}", "SELECT * FROM dfs.`bad.json`", "Error parsing JSON", "bad.json")]
    [InlineData("--root {folder}", "SELECT x FROM dfs.`t.csv`", "Column 'x' not found in any table", "read without names: write columns[0]")]
    [InlineData("--root {folder}", "SELECT * FROM dfs.catalog", "Object 'catalog' not found within 'dfs'", "--catalog FOLDER")]
    [InlineData("--export /proc/x.jsonl", "SELECT 1 AS a", "No file can be written in /proc", null)]
    [InlineData("--url {cluster} --export /proc/x.jsonl", "SELECT 1 AS a", "No file can be written in /proc", null)]
    [InlineData("--url {cluster} --export /nowhere/x.csv", "SELECT 1 AS a", "does not exist", null)]
    [InlineData("--connect nobody", "SELECT 1 AS a", "There is no Drill connection 'nobody'", "connect --name")]
    [InlineData("--url http://127.0.0.1:9", "SELECT 1 AS a", "Nothing answers at 127.0.0.1:9", "address and port")]
    [InlineData("--url http://no-such-host.invalid:8047", "SELECT 1 AS a", "no-such-host.invalid", "address")]
    public async Task One_message_says_what_and_what_to_do(string options, string sql, string what, string? hint)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.json"), "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "t.csv"), "x,y\n1,2\n", TestContext.Current.CancellationToken);
        var (result, output) = await _session.RunAsync($"#!drill {options.Replace("{cluster}", _cluster.Url.ToString(), StringComparison.Ordinal).Replace("{folder}", _folder, StringComparison.Ordinal)}\n{sql}");
        var message = TextOf(result);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.True(hint is null || message.Contains(hint, StringComparison.Ordinal), message);
        Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("java", message, StringComparison.Ordinal);
        Assert.Empty(output.Stdout);
    }

    [Fact]
    public async Task A_variable_that_was_not_brought_in_is_told_so()
    {
        await _session.RunAsync("#!drill --out series\nSELECT 1 AS a");
        Assert.Contains("series is a variable of the notebook: #!drill --in series brings it in.", TextOf((await _session.RunAsync("#!drill\nSELECT * FROM series")).Result), StringComparison.Ordinal);
        Assert.DoesNotContain("--in seriess", TextOf((await _session.RunAsync("#!drill\nSELECT * FROM seriess")).Result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("form")]
    [InlineData("basic")]
    public async Task A_wrong_password_is_said_when_connecting_and_nothing_is_kept(string auth)
    {
        var (result, _) = await _session.RunAsync($"#!drill connect --name wrong --url {(auth == "form" ? _form : _basic).Url} --user ann --auth {auth} --password env:SECRET");
        var message = TextOf(result);
        Assert.Contains($"refuses the user or password (sent as {auth})", message, StringComparison.Ordinal);
        Assert.DoesNotContain("not it", message, StringComparison.Ordinal);
        (result, _) = await _session.RunAsync("#!drill --connect wrong\nSELECT 1 AS a");
        Assert.Contains("There is no Drill connection 'wrong'", TextOf(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_a_login_is_told_with_how()
    {
        var (result, _) = await _session.RunAsync($"#!drill --url {_form.Url}\nSELECT 1 AS a");
        var message = TextOf(result);
        Assert.Contains("wants a login", message, StringComparison.Ordinal);
        Assert.Contains("--password env:NAME", message, StringComparison.Ordinal);
    }

    /// <summary>All that the user sees of an error.</summary>
    private static string TextOf(CellResult result) => string.Join('\n', Assert.IsType<CellResult.Failed>(result).Error.Traceback);

    private static RecordedExchange Answer(string method, string path, string body)
    {
        // As Drill 1.22.0 words them.
        static string Failed(string reason) => $"{{\"queryId\":\"1\",\"exception\":\"java.lang.Exception\",\"errorMessage\":\"{reason}\",\"stackTrace\":[\"java.lang.Exception: {reason}\",\"\\tat org.apache.drill.X.y(X.java:1)\"],\"queryState\":\"FAILED\"}}";
        var text = body switch
        {
            _ when body.Contains("gone.json", StringComparison.Ordinal) => Failed("From line 1, column 15 to line 1, column 29: Object 'gone.json' not found within 'dfs': Object 'gone.json' not found within 'dfs'"),
            _ when body.Contains("bad.json", StringComparison.Ordinal) => Failed("DATA_READ ERROR: Error parsing JSON - Unexpected character ('{' (code 123)): was expecting comma to separate Object entries\\n\\nFile: /data/bad.json\\nRecord: 2\\n\\n\\n[Error Id: 1 ]"),
            _ => "{\"queryId\":\"1\",\"columns\":[\"a\"],\"metadata\":[\"INT\"],\"rows\":[{\"a\":1}],\"queryState\":\"COMPLETED\"}",
        };
        return Exchange(200, text, ("Content-Type", "application/json"));
    }

    private static RecordedExchange Exchange(int status, string body, params (string Name, string Value)[] headers) =>
        new(1, "GET", "/", "", status, "OK", [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], [Encoding.UTF8.GetBytes(body)]);

    /// <summary>Connections whose password is never right.</summary>
    private sealed class WrongSecrets : IConnections
    {
        private readonly MemoryConnections _kept = new();

        public IReadOnlyList<Connection> List(string kind) => _kept.List(kind);

        public Connection? Find(string kind, string name) => _kept.Find(kind, name);

        public void Put(Connection connection) => _kept.Put(connection);

        public bool Remove(string kind, string name) => _kept.Remove(kind, name);

        public Task<string> SecretAsync(string reference, CancellationToken token) => Task.FromResult("not it");
    }
}
