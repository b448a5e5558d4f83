using Sinogram.Tool.Commands;

namespace Sinogram.Tool.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("doctor", "--nonsense")]
    [InlineData("install", "--user", "--sys-prefix")]
    [InlineData("uninstall", "--user", "--prefix", "/opt/x")]
    public async Task What_is_no_command_ends_with_the_code_of_wrong_usage(params string[] words) =>
        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(words));
}
