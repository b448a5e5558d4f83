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
    public async Task A_literal_secret_is_refused_and_not_repeated(string cell)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync(cell, TestContext.Current.CancellationToken);
        Assert.Contains("a secret", string.Concat(sink.Error!.Traceback).ToLowerInvariant().Replace("the secret", "a secret", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sink.Error.Message + string.Concat(sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!tool list --password env:PASSWORD")]
    [InlineData("#!tool list --token file:/run/token")]
    [InlineData("#!tool list https://host/path@2")]
    public async Task A_reference_is_no_literal(string cell)
    {
        await using var session = new TestSession([new EchoTestMagic()]);
        var (_, sink) = await session.RunAsync(cell, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("secret", sink.Error?.Message ?? "", StringComparison.Ordinal);
    }
}
