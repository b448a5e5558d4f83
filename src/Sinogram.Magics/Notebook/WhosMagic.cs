using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!whos</c>: the variables of a language in a table.</summary>
public sealed class WhosMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "whos", "Shows the variables with their types and values.", [new VerbInfo("", "A table of the selected language's variables, or of the language named.") { Arguments = ["[LANGUAGE]"] }], "#!whos");

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var variables = await LanguageVariables.ListAsync(invocation, token).ConfigureAwait(false);
        if (variables.Count == 0)
        {
            return MimeBundle.Text("no variables yet");
        }

        var html = new StringBuilder($"<table class=\"mathjax_ignore tex2jax_ignore\"><tr>{Head("name")}{Head("type")}{Head("value")}</tr>");
        var text = new StringBuilder();
        var (name, type) = (variables.Max(v => v.Name.Length), variables.Max(v => v.Type.Length));
        foreach (var variable in variables)
        {
            html.Append("<tr>");
            foreach (var cell in new[] { variable.Name, variable.Type, variable.Preview })
            {
                html.Append("<td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            }

            html.Append("</tr>");
            text.Append(variable.Name.PadRight(name)).Append("  ").Append(variable.Type.PadRight(type)).Append("  ").AppendLine(variable.Preview);
        }

        return MimeBundle.Html(html.Append("</table>").ToString(), text.ToString());
    }

    private static string Head(string name) => $"<th style=\"text-align:left\">{name}</th>";
}
