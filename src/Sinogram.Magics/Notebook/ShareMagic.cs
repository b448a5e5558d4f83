using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!share</c>: brings a variable of another language into the selected one.</summary>
public sealed class ShareMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "share",
        "Brings a variable of another language into the selected one.",
        [
            new VerbInfo(
                "",
                "Copies the variable NAME of the language --from; within this process, objects are shared.",
                OptionInfo.Of("from", "LANGUAGE", "the language that has the variable") with { Required = true },
                OptionInfo.Of("name", "NAME", "the variable, where it is not the argument"),
                OptionInfo.Of("as", "NAME", "its name here"),
                OptionInfo.Of("mime-type", "TYPE", "bring this text of the value, such as application/json, instead of the value"),
                OptionInfo.Flag("public", "the value carries no patient: no column is masked for its name"))
            {
                Arguments = ["[NAME]"],
            },
        ],
        "#!value --name greeting --from-value hello\n#!share greeting --from value");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var name = invocation.Argument(0) ?? invocation.Option("name")
            ?? throw new MagicException("#!share needs the name of a variable.", MagicParser.Usage(Info, invocation.Verb));
        var source = LanguageSelector.ExchangeOf(LanguageVariables.Named(invocation, invocation.Option("from")!));
        var value = await (invocation.Has("public") ? source.GetPublicAsync(name, token) : source.GetAsync(name, token)).ConfigureAwait(false);
        if (invocation.Option("mime-type") is { } mime)
        {
            value = ValueText.Of(value, mime, invocation.Context.Output);
        }

        await Target.SetAsync(invocation, invocation.Option("as") ?? name, value, token).ConfigureAwait(false);
        return null;
    }
}
