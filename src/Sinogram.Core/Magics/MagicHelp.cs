using System.Net;
using System.Text;
using Sinogram.Core.Display;

namespace Sinogram.Core.Magics;

/// <summary>Help made from <see cref="MagicInfo"/>: verbs, options, one example.</summary>
public static class MagicHelp
{
    /// <summary>Help for a magic, or for one of its verbs.</summary>
    public static MimeBundle For(MagicInfo info, VerbInfo? verb = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        var verbs = verb is null ? info.Verbs : [verb];
        return MimeBundle.Html(Html(info, verbs), Text(info, verbs));
    }

    private static string Text(MagicInfo info, IReadOnlyList<VerbInfo> verbs)
    {
        var text = new StringBuilder().Append("#!").Append(info.Name).Append(": ").AppendLine(info.Summary);
        foreach (var verb in verbs)
        {
            text.AppendLine().Append("  ").AppendLine(MagicParser.Usage(info, verb)).Append("      ").AppendLine(verb.Summary);
            if (verb.Body != BodyKind.None)
            {
                text.Append("      below the line: ").AppendLine(verb.BodyLanguage ?? "text");
            }

            foreach (var option in CommonOptions.All(verb))
            {
                text.Append("      ").Append(Flag(option).PadRight(26)).Append("  ").AppendLine(Describe(option));
            }
        }

        return text.AppendLine().AppendLine("Example:").Append(info.Example).ToString();
    }

    private static string Html(MagicInfo info, IReadOnlyList<VerbInfo> verbs)
    {
        var html = new StringBuilder("<div class=\"mathjax_ignore tex2jax_ignore\"><p><b><code>#!")
            .Append(E(info.Name)).Append("</code></b> ").Append(E(info.Summary)).Append("</p>");
        foreach (var verb in verbs)
        {
            html.Append("<details").Append(verbs.Count == 1 ? " open" : "").Append("><summary><code>")
                .Append(E(MagicParser.Usage(info, verb))).Append("</code><br>").Append(E(verb.Summary)).Append("</summary><table>");
            foreach (var option in CommonOptions.All(verb))
            {
                html.Append("<tr><td style=\"text-align:left\"><code>").Append(E(Flag(option)))
                    .Append("</code></td><td style=\"text-align:left\">").Append(E(Describe(option))).Append("</td></tr>");
            }

            html.Append("</table></details>");
        }

        return html.Append("<p>Example:</p><pre>").Append(E(info.Example)).Append("</pre></div>").ToString();
    }

    private static string Flag(OptionInfo option) =>
        (option.Alias is { } alias ? $"-{alias}, " : "") + "--" + option.Name + (option.Value is null ? "" : " " + option.Value);

    private static string Describe(OptionInfo option) =>
        option.Summary + (option.Default is null ? "" : $" (default {option.Default})") + (option.Required ? " (required)" : "");

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
