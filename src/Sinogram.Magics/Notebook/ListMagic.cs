using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!lsmagic</c>: every magic with its sentence.</summary>
public sealed class ListMagic(IReadOnlyList<IMagic> catalog) : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new("lsmagic", "Lists the magics of this kernel.", [new VerbInfo("", "Names and what they do.")], "#!lsmagic")
    {
        Aliases = ["help"],
    };

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        var html = new StringBuilder("<table>");
        var text = new StringBuilder();
        foreach (var info in catalog.Select(m => m.Info))
        {
            html.Append("<tr><td style=\"text-align:left\"><code>#!").Append(WebUtility.HtmlEncode(info.Name)).Append("</code></td><td style=\"text-align:left\">")
                .Append(WebUtility.HtmlEncode(info.Summary)).Append("</td></tr>");
            text.Append("#!").Append(info.Name.PadRight(10)).AppendLine(info.Summary);
        }

        return Task.FromResult<object?>(MimeBundle.Html(
            html.Append("</table><p><code>#!name --help</code> shows a magic's verbs and options.</p>").ToString(), text.ToString()));
    }
}
