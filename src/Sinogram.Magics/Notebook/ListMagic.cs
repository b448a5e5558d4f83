using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!lsmagic</c>: every magic and language with its sentence.</summary>
public sealed class ListMagic(IReadOnlyList<IMagic> catalog) : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new("lsmagic", "Lists the magics and languages of this kernel.", [new VerbInfo("", "Names and what they do.")], "#!lsmagic")
    {
        Aliases = ["help"],
    };

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var html = new StringBuilder("<table>");
        var text = new StringBuilder();
        var languages = invocation.Context.Languages.All.Where(l => l.IsAvailable).Select(LanguageSelector.InfoOf);
        var magics = catalog.Select(m => m.Info).Where(i => !i.IsHidden).ToList();
        foreach (var info in magics.Concat(languages.Where(l => magics.All(m => m.Name != l.Name))))
        {
            var names = string.Join(", ", info.Aliases.Prepend(info.Name).Select(n => "#!" + n));
            html.Append("<tr><td style=\"text-align:left\"><code style=\"white-space:nowrap\">").Append(WebUtility.HtmlEncode(names)).Append("</code></td><td style=\"text-align:left\">")
                .Append(WebUtility.HtmlEncode(info.Summary)).Append("</td></tr>");
            text.Append("#!").Append(info.Name.PadRight(11)).AppendLine(info.Summary);
        }

        return Task.FromResult<object?>(MimeBundle.Html(
            html.Append("</table><p><code>#!name --help</code> shows a magic's verbs and options.</p>").ToString(), text.ToString()));
    }
}
