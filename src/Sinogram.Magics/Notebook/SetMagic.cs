using Sinogram.Core.Magics;
using Sinogram.Core.Values;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!set</c>: gives the selected language a variable: a literal, a variable of any language, or the answer to a question.</summary>
public sealed class SetMagic(NotebookState state) : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "set",
        "Sets a variable to a literal, a variable of any language, or the answer to a question.",
        [
            new VerbInfo(
                "",
                "Sets NAME to a number, text, true, false, JSON, @name, @language:name, @input or @password.",
                OptionInfo.Of("name", "NAME", "the variable to set") with { Required = true },
                OptionInfo.Of("value", "VALUE", "5, \"text\", true, {\"a\": 1}, @name, @python:name, @input:\"prompt\", @password") with { Required = true, TakesReference = true },
                OptionInfo.Flag("byref", "share the object itself; within one process this is always so"),
                OptionInfo.Of("mime-type", "TYPE", "set this text of the value, such as application/json, instead of the value")),
        ],
        "#!set --name limit --value 5");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var mime = invocation.Option("mime-type");
        if (invocation.Has("byref") && mime is not null)
        {
            throw new MagicException("--byref shares the object, --mime-type its text: only one of them can be.", MagicParser.Usage(Info, invocation.Verb));
        }

        var text = invocation.Option("value")!;
        object? value;
        if (ValueReference.Parse(text) is { } reference)
        {
            value = await reference.ReadAsync(invocation.Context, token).ConfigureAwait(false);
            value = reference.IsSecret && value is string secret ? state.Password(secret) : value;
        }
        else
        {
            value = ValueText.Literal(text);
        }

        await Target.SetAsync(
            invocation, invocation.Option("name")!, mime is null ? value : ValueText.Of(value, mime, invocation.Context.Output), token).ConfigureAwait(false);
        return null;
    }
}
