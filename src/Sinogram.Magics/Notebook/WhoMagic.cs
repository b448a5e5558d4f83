using System.Net;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!who</c>: the names of a language's variables.</summary>
public sealed class WhoMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "who", "Lists the names of the variables.", [new VerbInfo("", "The selected language's variables, or those of the language named.") { Arguments = ["[LANGUAGE]"] }], "#!who");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var names = (await LanguageVariables.ListAsync(invocation, token).ConfigureAwait(false)).Select(v => v.Name).ToList();
        return names.Count == 0
            ? MimeBundle.Text("no variables yet")
            : MimeBundle.Html("<code>" + string.Join("</code> <code>", names.Select(WebUtility.HtmlEncode)) + "</code>", string.Join(' ', names));
    }
}
