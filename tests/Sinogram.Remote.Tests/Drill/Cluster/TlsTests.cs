using System.Security.Cryptography.X509Certificates;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Cluster;
using Sinogram.Testing.Replay;

namespace Sinogram.Remote.Tests.Drill.Cluster;

/// <summary>TLS with a given authority: who is trusted, and what is said of who is not.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-tls-").FullName;
    private readonly X509Certificate2 _authority = TlsDrill.Authority("Hospital Authority");

    private string File => Path.Combine(_folder, "ca.pem");

    public TlsTests() => System.IO.File.WriteAllText(File, _authority.ExportCertificatePem());

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_server_of_the_given_authority_is_trusted(string host)
    {
        using var server = new TlsDrill(TlsDrill.Server(_authority, host, Now.AddDays(-1), Now.AddDays(1)));
        Assert.Equal(1, (await RunAsync(host, server.Port, File)).Table.GetValue(0, "a"));
    }

    [Fact]
    public async Task Several_authorities_may_stand_in_the_file()
    {
        using var other = TlsDrill.Authority("Another Authority");
        await System.IO.File.WriteAllTextAsync(File, other.ExportCertificatePem() + "\n" + _authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var server = new TlsDrill(TlsDrill.Server(_authority, "127.0.0.1", Now.AddDays(-1), Now.AddDays(1)));
        Assert.Equal(1, (await RunAsync("127.0.0.1", server.Port, File)).Table.GetValue(0, "a"));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        using var other = TlsDrill.Authority("Another Authority");
        using var server = new TlsDrill(TlsDrill.Server(other, "127.0.0.1", Now.AddDays(-1), Now.AddDays(1)));
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", server.Port, File));
        Assert.Contains($"it is signed by 'Another Authority', which is not among the authorities in {File}", error.Message, StringComparison.Ordinal);
        Assert.Contains("--ca FILE", error.Hint, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", server.Port, null));
        Assert.Contains("which this machine does not trust", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_or_begins_later_is_said_with_its_day()
    {
        using var late = new TlsDrill(TlsDrill.Server(_authority, "127.0.0.1", Now.AddDays(-400), Now.AddDays(-30)));
        Assert.Contains($"it expired on {Now.AddDays(-30).LocalDateTime:yyyy-MM-dd}", (await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", late.Port, File))).Message, StringComparison.Ordinal);
        using var early = new TlsDrill(TlsDrill.Server(_authority, "127.0.0.1", Now.AddDays(30), Now.AddDays(60)));
        Assert.Contains($"it is not valid before {Now.AddDays(30).LocalDateTime:yyyy-MM-dd}", (await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", early.Port, File))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_said_with_both_names()
    {
        using var server = new TlsDrill(TlsDrill.Server(_authority, "drill.example.org", Now.AddDays(-1), Now.AddDays(1)));
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", server.Port, File));
        Assert.Contains("it is for drill.example.org, not for 127.0.0.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tls_is_told_from_one_that_is_not_trusted()
    {
        await using var server = new ReplayServer((_, _, _) => RecordedAnswersTests.Answer("{}"));
        var error = await Assert.ThrowsAsync<DrillException>(() => RunAsync("127.0.0.1", server.Url.Port, File));
        Assert.Contains("does not answer in TLS", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.pem", "", "cannot be read")]
    [InlineData("empty.pem", "nothing here", "holds no certificate in PEM form")]
    [InlineData("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read")]
    public void A_file_of_authorities_that_is_none_is_said(string name, string content, string message)
    {
        var file = Path.Combine(_folder, name);
        if (content.Length > 0) { System.IO.File.WriteAllText(file, content); }
        var error = Assert.Throws<DrillException>(() => new DrillClient(new DrillServerOptions { Url = new Uri("https://127.0.0.1:9"), CertificateAuthorities = file }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("--ca", error.Hint, StringComparison.Ordinal);
    }

    private static async Task<DrillResult> RunAsync(string host, int port, string? authorities)
    {
        using var client = new DrillClient(new DrillServerOptions { Url = new Uri($"https://{host}:{port}"), CertificateAuthorities = authorities });
        return await client.Query("SELECT 1 AS a").RunAsync(TestContext.Current.CancellationToken);
    }
}
