using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!who</c> and <c>#!whos</c>: the notebook's variables, their types and short values.</summary>
public sealed class WhoMagic : IMagic
{
    private const int PreviewLength = 60;

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "who", "Lists the notebook's variables.", [new VerbInfo("", "Names, types and short values.")], "#!who")
    {
        Aliases = ["whos"],
    };

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var variables = invocation.Context.Variables.List();
        var html = new StringBuilder("<table class=\"mathjax_ignore tex2jax_ignore\"><tr><th>name</th><th>type</th><th>value</th></tr>");
        var text = new StringBuilder();
        foreach (var variable in variables.OrderBy(v => v.Name, StringComparer.Ordinal))
        {
            var preview = Preview(variable.Value);
            html.Append("<tr><td>").Append(WebUtility.HtmlEncode(variable.Name)).Append("</td><td>")
                .Append(WebUtility.HtmlEncode(variable.Type.Name)).Append("</td><td style=\"text-align:left\">")
                .Append(WebUtility.HtmlEncode(preview)).Append("</td></tr>");
            text.Append(variable.Name).Append(" : ").Append(variable.Type.Name).Append(" = ").AppendLine(preview);
        }

        return Task.FromResult<object?>(variables.Count == 0
            ? MimeBundle.Text("no variables yet")
            : MimeBundle.Html(html.Append("</table>").ToString(), text.ToString()));
    }

    private static string Preview(object? value)
    {
        var text = value is null ? "null" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
        text = text.ReplaceLineEndings(" ");
        return text.Length > PreviewLength ? text[..PreviewLength] + "…" : text;
    }
}
