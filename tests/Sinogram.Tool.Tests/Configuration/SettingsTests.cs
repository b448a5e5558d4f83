using Sinogram.Core.Configuration;
using Sinogram.Core.Magics;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly List<string> _warnings = [];

    [Fact]
    public void A_policy_forbids_what_it_names()
    {
        var settings = Load(policy: "{ \"reveal\": false, // never\n \"identified\": false }");
        Assert.False(settings.Policy.AllowReveal);
        Assert.False(settings.Policy.AllowIdentified);
        Assert.True(settings.Policy.AllowPackages);
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("{ \"reveal\": fals }")]
    [InlineData("{ \"reveal\": \"no\" }")]
    [InlineData("{ \"revael\": false }")]
    [InlineData("")]
    public void A_policy_that_cannot_be_read_closes(string text)
    {
        var policy = Load(policy: text).Policy;
        Assert.False(policy.AllowReveal || policy.AllowExport || policy.AllowIdentified || policy.AllowPackages || policy.AllowListeners || policy.AllowShell);
        Assert.Contains("policy.json cannot be read", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"export\": true,\n \"revael\": false }", "line 3: 'revael' is no entry of a policy. Did you mean reveal?")]
    [InlineData("{\n\n \"reveal\": \"no\" }", "line 3: 'reveal' takes true or false.")]
    [InlineData("{ \"reveal\": true,\n \"reveal\": false }", "line 2: 'reveal' is given twice.")]
    [InlineData("{\n \"audit\": \"audit.jsonl\" }", "line 2: 'audit' takes an absolute path.")]
    [InlineData("{\n \"packages\": [1] }", "line 2: 'packages' takes true, false or a list of texts.")]
    [InlineData("{ \"reveal\": true,\n \"export\": fals }", "line 2")]
    [InlineData("[]", "no JSON object")]
    public void What_is_wrong_in_a_policy_is_told_with_its_line(string text, string told)
    {
        Assert.Contains(told, Load(policy: text).Policy.Problem, StringComparison.Ordinal);
        Assert.Contains(told, Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_bounds_connections_packages_key_and_audit()
    {
        var policy = Load(policy: """{ "connections": ["https://spark.example/"], "packages": ["https://packages.example/v3"], "key": "/run/key", "audit": "/var/log/sinogram" }""").Policy;
        Assert.True(policy.AllowsConnection("https://spark.example/sessions"));
        Assert.False(policy.AllowsConnection("https://elsewhere.example/"));
        Assert.Equal(["https://packages.example/v3"], policy.PackageSources);
        Assert.Equal(("/run/key", "/var/log/sinogram"), (policy.KeyFile, policy.AuditPlace));
        var store = new ConnectionStore(Path.Combine(_folder.FullName, "connections.json"), policy);
        Assert.Throws<MagicException>(() => store.Put(new Connection("livy", "x", "http://127.0.0.1:1", new Dictionary<string, string>())));
    }

    [Fact]
    public void Of_two_policies_the_stricter_counts_in_everything()
    {
        var first = new Policy { AllowReveal = false, ConnectionPrefixes = ["https://a.example/", "https://b.example/x"], PackageSources = ["https://p", "https://q"], AuditPlace = "/var/log/first", Source = "one" };
        var both = first.And(new Policy { AllowShell = false, ConnectionPrefixes = ["https://b.example/", "https://c.example/"], PackageSources = ["https://q"], AuditPlace = "/tmp/second", KeyFile = "/run/key", Source = "two" });
        Assert.Equal((false, false, true), (both.AllowReveal, both.AllowShell, both.AllowExport));
        Assert.Equal(["https://b.example/x"], both.ConnectionPrefixes);
        Assert.Equal(["https://q"], both.PackageSources);
        Assert.Equal(("/var/log/first", "/run/key", "one and two"), (both.AuditPlace, both.KeyFile, both.Source));
        Assert.Equal(Policy.Closed, Policy.Closed.And(Policy.Open));
        Assert.Equal(Policy.Closed, Policy.Open.And(Policy.Closed));
    }

    [Fact]
    public void The_schema_of_the_policy_says_what_the_reader_reads()
    {
        var schema = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Architecture.Repository.Root, "kernel-spec", "policy.schema.json")))!;
        var described = schema["properties"]!.AsObject().Select(p => (p.Key, (string)p.Value!["description"]!));
        Assert.Equal(PolicyReader.Entries.Select(e => (e.Name, e.Bounds)), described);
    }

    public static TheoryData<string> Unreadable => ["a folder", "no UTF-8", "no UTF-8 in a comment", "half written", "endless", "a loop of links", "a device", "nested too deep"];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Whatever_stands_where_the_policy_should_be_closes(string what)
    {
        var file = Path.Combine(_folder.FullName, "policy.json");
        switch (what)
        {
            case "a folder":
                Directory.CreateDirectory(file);
                break;
            case "no UTF-8":
                File.WriteAllBytes(file, [.. "{\n \"key\": \"/run/"u8, 0xFF, 0xFE, .. "\" }"u8]);
                break;
            case "no UTF-8 in a comment":
                File.WriteAllBytes(file, [.. "{ // "u8, 0xC0, .. "\n \"reveal\": true }"u8]);
                break;
            case "half written":
                File.WriteAllText(file, "{\n \"reveal\": true,\n \"exp");
                break;
            case "endless":
                File.WriteAllText(file, "{ \"reveal\": true }" + new string(' ', 2 << 20));
                break;
            case "a loop of links":
                File.CreateSymbolicLink(file, file + "2");
                File.CreateSymbolicLink(file + "2", file);
                break;
            case "a device":
                File.CreateSymbolicLink(file, "/dev/zero");
                break;
            default:
                File.WriteAllText(file, "{ \"packages\": " + new string('[', 1000));
                break;
        }

        var policy = Load().Policy;
        Assert.Equal(Policy.Closed with { Source = policy.Source, Problem = policy.Problem }, policy);
        Assert.NotNull(policy.Problem);
        Assert.Single(_warnings);
    }

    [Fact]
    public void A_mark_of_the_encoding_before_a_policy_is_passed_over()
    {
        Assert.False(Load(policy: "\uFEFF{ \"reveal\": false }").Policy.AllowReveal);
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("https://a.example", "https://a.example", true)]
    [InlineData("https://a.example", "https://A.example:8047/x", true)]
    [InlineData("https://a.example", "https://a.example.org/", false)]
    [InlineData("https://a.example", "https://a.example@b.example/", false)]
    [InlineData("http://10.0.0.1:80", "http://10.0.0.1:8047", false)]
    [InlineData("http://10.0.", "http://10.0.3.4/", true)]
    public void A_beginning_of_addresses_ends_with_a_whole_name(string prefix, string address, bool isAllowed) =>
        Assert.Equal(isAllowed, new Policy { ConnectionPrefixes = [prefix] }.AllowsConnection(address));

    [Fact]
    public void A_policy_that_leads_nowhere_closes()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "policy.json"), Path.Combine(_folder.FullName, "gone"));
        Assert.False(Load().Policy.AllowReveal);
    }

    [Fact]
    public void The_users_settings_are_read_and_a_broken_file_is_told_with_its_line()
    {
        Assert.Equal("/dev/shm/history", Load(user: "{ \"history\": \"/dev/shm/history\" /* not on the home's disk */ }").Values["history"]);
        Load(user: "{\n \"history\": }");
        Assert.Contains("line 2", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"histroy\": \"/a\" }", "line 2: 'histroy' is no entry of the configuration. Did you mean history?")]
    [InlineData("{ \"history\": \"\",\n \"key.file\": \"key\" }", "line 2: 'key.file' takes an absolute path.")]
    [InlineData("{ \"opencl.device\": 1 }", "line 1: 'opencl.device' takes a text.")]
    public void What_is_wrong_in_the_users_settings_is_told_with_its_line_and_none_of_them_counts(string text, string told)
    {
        var without = Load().Values;
        Assert.Equal(without, Load(user: text).Values);
        Assert.Contains(told, Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_of_the_users_settings_says_what_the_reader_reads()
    {
        var schema = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Architecture.Repository.Root, "kernel-spec", "config.schema.json")))!;
        Assert.Equal(UserSettings.Entries, schema["properties"]!.AsObject().Select(p => (p.Key, (string)p.Value!["description"]!)));
    }

    [Theory]
    [InlineData("/home/me/key", 0b110_000_000, true)]
    [InlineData("/home/me/key", 0b100_000_000, true)]
    [InlineData("/home/me/key", 0b110_100_000, false)]
    [InlineData("/home/me/key", 0b110_000_100, false)]
    [InlineData("/home/me/key", 0b110_000_010, false)]
    [InlineData("/home/me/key", 0b111_001_000, false)]
    [InlineData("/run/secrets/sinogram/key", 0b100_100_000, true)]
    [InlineData("/run/secrets/key", 0b100_100_100, true)]
    [InlineData("/var/run/secrets/key", 0b110_100_000, true)]
    [InlineData("/run/secrets/key", 0b110_110_000, false)]
    [InlineData("/run/secrets/../../home/me/key", 0b110_100_000, false)]
    public void A_file_with_a_secret_is_its_owners_alone_or_mounted(string path, int mode, bool isPrivate) => Assert.Equal(isPrivate, Data.Privacy.SecretFile.IsPrivate(path, (UnixFileMode)mode));

    [Fact]
    public async Task Connections_are_kept_in_a_private_file_and_secrets_only_by_reference()
    {
        var path = Path.Combine(_folder.FullName, "sub", "connections.json");
        var store = new ConnectionStore(path);
        store.Put(new Connection("livy", "lab", "http://127.0.0.1:1", new Dictionary<string, string> { ["kind"] = "pyspark" }));
        store.Put(new Connection("livy", "lab", "http://127.0.0.1:2", new Dictionary<string, string>()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("http://127.0.0.1:2", Assert.Single(new ConnectionStore(path).List("livy")).Url);
        Assert.True(store.Remove("livy", "lab"));
        Assert.False(store.Remove("livy", "lab"));

        var error = await Assert.ThrowsAsync<MagicException>(() => store.SecretAsync("hunter2", TestContext.Current.CancellationToken));
        Assert.DoesNotContain("hunter2", error.Message + error.Hint, StringComparison.Ordinal);
        var secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "s3cret\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await Assert.ThrowsAsync<MagicException>(() => store.SecretAsync("file:" + secret, TestContext.Current.CancellationToken));
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        Assert.Equal("s3cret", await store.SecretAsync("file:" + secret, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Settings Load(string? policy = null, string? user = null)
    {
        var policyFile = Path.Combine(_folder.FullName, "policy.json");
        var userFile = Path.Combine(_folder.FullName, "config.json");
        if (policy is not null)
        {
            File.WriteAllText(policyFile, policy);
        }

        if (user is not null)
        {
            File.WriteAllText(userFile, user);
        }

        return SettingsLoader.Load(headless: true, _warnings.Add, policyFile, userFile);
    }
}
