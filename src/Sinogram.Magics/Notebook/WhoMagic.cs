using System.Net;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!who</c>: the names of a language's variables.</summary>
public sealed class WhoMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "who",
        "Lists the names of the variables.",
        [
            new VerbInfo(
                "",
                "The selected language's variables, or those of the language named.",
                OptionInfo.Flag("running", "what interrupted cells left running instead, because it could not be stopped"))
            {
                Arguments = ["[LANGUAGE]"],
            },
        ],
        "#!who");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        if (invocation.Has("running"))
        {
            var running = invocation.Context.Languages.All.SelectMany(l => l.StillRunning).ToList();
            return MimeBundle.Text(running.Count == 0 ? "nothing runs that an interrupted cell left behind" : string.Join('\n', running));
        }

        var names = (await LanguageVariables.ListAsync(invocation, token).ConfigureAwait(false)).Select(v => v.Name).ToList();
        return names.Count == 0
            ? MimeBundle.Text("no variables yet")
            : MimeBundle.Html("<code>" + string.Join("</code> <code>", names.Select(WebUtility.HtmlEncode)) + "</code>", string.Join(' ', names));
    }
}
