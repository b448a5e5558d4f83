using Sinogram.Core.Magics;

namespace Sinogram.Magics.Echo;

/// <summary>
/// The smallest magic: gives its text back. Read it first to write another: describe the magic in <see cref="Info"/>, do the work in
/// <see cref="RunAsync"/>, return the value. Help, completion, <c>--out</c> and the check of options come from the description.
/// </summary>
public sealed class EchoMagic : IMagic
{
    private static readonly VerbInfo Echo = new(
        "",
        "Gives back its arguments, or the text below its line.",
        OptionInfo.Flag("upper", "in capitals", 'u'),
        OptionInfo.Whole("times", "how often", "1", 'n'))
    {
        Arguments = ["[TEXT…]"],
        Body = BodyKind.Optional,
        BodyLanguage = "text",
        HasResult = true,
    };

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new("echo", "Gives its text back: the smallest magic, to learn from.", [Echo], "#!echo --upper hello");

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var text = invocation.Arguments.Count > 0 ? string.Join(' ', invocation.Arguments) : invocation.Body.TrimEnd('\r', '\n');
        if (text.Length == 0)
        {
            throw new MagicException("#!echo has no text to give back.", "Write it on the line, or below it.");
        }

        var times = invocation.Whole("times") ?? 1;
        if (times is < 1 or > 1000)
        {
            throw new MagicException($"--times takes 1 to 1000, not {times}.");
        }

        text = invocation.Has("upper") ? text.ToUpperInvariant() : text;
        return Task.FromResult<object?>(string.Join('\n', Enumerable.Repeat(text, (int)times)));
    }
}
