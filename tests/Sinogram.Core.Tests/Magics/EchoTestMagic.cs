using Sinogram.Core.Magics;

namespace Sinogram.Core.Tests.Magics;

/// <summary>A magic with every kind of option, for the tests of the grammar. It gives back what it understood.</summary>
internal sealed class EchoTestMagic : IMagic
{
    public MagicInfo Info { get; } = new(
        "tool",
        "A magic for tests.",
        [
            new VerbInfo("list", "Lists.", OptionInfo.Flag("all", "all of them", 'a'), OptionInfo.Whole("limit", "how many", "10", 'l')),
            new VerbInfo(
                "send",
                "Sends.",
                OptionInfo.Choice("mode", "how", "fast", "slow"),
                OptionInfo.Number("rate", "per second"),
                new OptionInfo("to", "where") { Value = "PLACE", Required = true },
                new OptionInfo("tag", "a label") { Value = "T", Many = true })
            {
                Arguments = ["FILE", "[MORE…]"], HasResult = true, TakesVariables = true,
            },
            new VerbInfo("query", "Asks.") { Body = BodyKind.Required, BodyLanguage = "SQL", HasResult = true },
        ],
        "#!tool list");

    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token) => invocation.Verb.Name switch
    {
        "list" => Task.FromResult<object?>($"list {invocation.Has("all")} {invocation.Whole("limit")}"),
        "send" => Task.FromResult<object?>(
            $"send {string.Join('|', invocation.Arguments)} to {invocation.Option("to")} {invocation.Option("mode")} {invocation.Number("rate")} [{string.Join('|', invocation.Options("tag"))}]"),
        _ => Task.FromResult<object?>($"query@{invocation.BodyFirstLine}:{invocation.Body.Trim()}"),
    };
}
