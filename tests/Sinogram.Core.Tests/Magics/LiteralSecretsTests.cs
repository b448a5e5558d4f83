using Sinogram.Testing.Kernel;

namespace Sinogram.Core.Tests.Magics;

public sealed class LiteralSecretsTests
{
    [Theory]
    [InlineData("#!tool list --password hunter2")]
    [InlineData("#!tool list --password=hunter2")]
    [InlineData("#!tool list --token 'hunter2' text")]
    [InlineData("#!tool list --api-key hunter2")]
    [InlineData("#!tool list --db-password hunter2")]
    [InlineData("#!tool list https://me:hunter2@host/path")]
    [InlineData("#!tool list --url=postgres://me:hunter2@host")]
    [InlineData("#!tool list --PASSWORD hunter2")]
    [InlineData("#!tool list --secret-key \"hunter2\"")]
    [InlineData("#!tool list --credentials hunter2")]
    [InlineData("#!tool list --connection-string \"Host=h;Username=u;Password=hunter2\"")]
    [InlineData("#!tool list 'Server=h; Pwd = hunter2'")]
    [InlineData("#!tool list --conf spark.hadoop.fs.s3a.secret.key=hunter2,spark.x=1")]
    [InlineData("#!tool list --conf fs.s3a.access.key=hunter2")]
    [InlineData("#!tool list --url https://host/path?token=hunter2")]
    [InlineData("#!tool list --url 'https://host/x?a=1&api_key=hunter2'")]
    [InlineData("#!tool list --header 'Authorization: Bearer hunter2hunter2'")]
    [InlineData("#!tool list --header \"Authorization: Basic aHVudGVyMg==\"")]
    [InlineData("#!tool nosuch --password hunter2")]
    [InlineData("#!tool list --nosuch x --password=hunter2")]
    public async Task A_literal_secret_is_refused_and_not_repeated(string cell)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync(cell, TestContext.Current.CancellationToken);
        Assert.Contains("a secret", string.Concat(sink.Error!.Traceback).ToLowerInvariant().Replace("the secret", "a secret", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sink.Error.Message + string.Concat(sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_no_magic_is_not_repeated_either()
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync("#!nosuch --password hunter2", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("hunter2", sink.Error!.Message + string.Concat(sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!tool list --password env:PASSWORD")]
    [InlineData("#!tool list --token file:/run/token")]
    [InlineData("#!tool list https://host/path@2")]
    [InlineData("#!tool list --conf spark.password=env:PASSWORD")]
    [InlineData("#!tool list --set exec.max_token=50")]
    [InlineData("#!tool list --param token=@name")]
    [InlineData("#!tool list 'the token = {token}'")]
    [InlineData("#!tool list Basic")]
    [InlineData("#!tool list tokens=12 keys")]
    public async Task A_reference_is_no_literal(string cell)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync(cell, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("secret", sink.Error?.Message ?? "", StringComparison.Ordinal);
    }
}
