using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Sinogram.Core.Display;

namespace Sinogram.CSharp.Services;

/// <summary>What inspection shows of a symbol.</summary>
internal static class SymbolDescription
{
    public static MimeBundle Of(ISymbol symbol, string signature, string? summary, string? value)
    {
        var overloads = symbol is IMethodSymbol method
            ? method.ContainingType?.GetMembers(method.Name).Length - 1 ?? 0
            : 0;
        var text = new StringBuilder(signature);
        var html = new StringBuilder("<pre>").Append(WebUtility.HtmlEncode(signature)).Append("</pre>");
        Line(overloads > 0 ? $"and {overloads} more overload{(overloads == 1 ? "" : "s")}" : null);
        Line(value is null ? null : "Value: " + value);
        Line(summary);
        if (symbol.ContainingNamespace is { IsGlobalNamespace: false } space && !space.Name.StartsWith("__", StringComparison.Ordinal))
        {
            Line("In " + space.ToDisplayString());
        }

        return MimeBundle.Html(html.ToString(), text.ToString());

        void Line(string? line)
        {
            if (line is not null)
            {
                text.Append('\n').Append(line);
                html.Append("<div>").Append(WebUtility.HtmlEncode(line)).Append("</div>");
            }
        }
    }
}
