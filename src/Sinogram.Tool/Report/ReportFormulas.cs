using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Sinogram.Tool.Report;

/// <summary>
/// The formulas of one report: TeX between delimiters, in elements of their own, which a script of the page turns into MathML when it is opened. Where no script
/// runs, the TeX is read as it is. Dollar signs elsewhere on the page are left alone.
/// </summary>
/// <param name="temml">The text of the script that typesets; null where it is not installed.</param>
/// <param name="nonce">The nonce under which the page lets scripts run.</param>
internal sealed partial class ReportFormulas(string? temml, string nonce)
{
    private const string Typeset =
        """
        for (const element of document.querySelectorAll('.math')) {
          const tex = element.textContent.trim(), shown = tex.startsWith('\\[');
          if (shown || tex.startsWith('\\(')) { temml.render(tex.slice(2, -2), element, { displayMode: shown, throwOnError: false }); }
        }
        """;

    private bool _hasAny;

    /// <summary>The script at the end of the page; empty where it has no formula.</summary>
    public string Scripts => _hasAny && temml is not null
        ? $"<script nonce=\"{nonce}\">{temml.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}\n{Typeset}</script>\n"
        : "";

    /// <summary>Text in which formulas stand between their delimiters, or are environments of their own.</summary>
    public string Render(string latex)
    {
        var html = new StringBuilder("<div class=\"latex\">");
        var at = 0;
        foreach (Match formula in Formula().Matches(latex))
        {
            html.Append(WebUtility.HtmlEncode(latex[at..formula.Index]));
            at = formula.Index + formula.Length;
            var isShown = !formula.Groups["inline"].Success;
            var tex = WebUtility.HtmlEncode(formula.Groups["tex"].Value);
            html.Append(isShown ? "<div class=\"math\">\\[" : "<span class=\"math\">\\(").Append(tex).Append(isShown ? "\\]</div>" : "\\)</span>");
            _hasAny = true;
        }

        return html.Append(WebUtility.HtmlEncode(latex[at..])).Append("</div>").ToString();
    }

    /// <summary>Notes the formulas that rendered Markdown has.</summary>
    public string Noted(string html)
    {
        _hasAny |= html.Contains("class=\"math\"", StringComparison.Ordinal);
        return html;
    }

    /// <summary>A formula in the text needs no space inside its dollar signs, and no digit after them: two prices are none.</summary>
    [GeneratedRegex(@"\$\$(?<tex>.+?)\$\$|\\\[(?<tex>.+?)\\\]|(?<inline>)\\\((?<tex>.+?)\\\)|(?<tex>\\begin\{(?<env>[A-Za-z]+\*?)\}.+?\\end\{\k<env>\})|(?<inline>)(?<![\\$])\$(?![\s$])(?<tex>(?:\\.|[^$\\])+?)(?<!\s)\$(?![\d$])", RegexOptions.Singleline, 1000)]
    private static partial Regex Formula();
}
