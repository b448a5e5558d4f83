using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Tool.Notebooks;

namespace Sinogram.Tool.Report;

/// <summary>
/// Makes one self-contained HTML page of an executed notebook: no address outside the page, code folded away, and no script but those that draw its figures and typeset its formulas.
/// They run under a nonce that is new for every page, so that none of the notebook's own outputs can run one.
/// </summary>
internal static class HtmlReport
{
    private const string ContentSecurityPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>The page.</summary>
    /// <param name="notebook">An executed notebook.</param>
    /// <param name="title">The page's title where the notebook has no heading.</param>
    /// <param name="plotly">The text of plotly.js, which makes figures live; null for still pictures.</param>
    /// <param name="take">Takes a still picture of a figure that we cannot draw.</param>
    /// <param name="temml">The text of the script that typesets formulas; null shows their source.</param>
    public static string Render(NotebookDocument notebook, string title, string? plotly = null, Func<JsonObject, byte[]?>? take = null, string? temml = null)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var parts = new ReportParts(new ReportFigures(plotly, take, nonce), new ReportFormulas(temml, nonce));
        var body = Body(notebook, parts);
        var scripts = parts.Figures.Scripts + parts.Formulas.Scripts;
        var heading = notebook.Cells.Where(c => c.Type == "markdown")
            .SelectMany(c => c.Source.Split('\n')).FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? title;
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(ContentSecurityPolicy).Append(scripts.Length > 0 ? $"; script-src 'nonce-{nonce}'" : "").Append("\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").Append(Encode(heading)).Append("</title><style>")
            .Append(Style()).Append("</style></head><body>\n<header>").Append(Encode(Origin(notebook))).Append("</header>\n").Append(body);
        return html.Append("<footer>Made with Sinogram. Research use only, not a medical device.</footer>\n").Append(scripts).Append("</body></html>\n").ToString();
    }

    private static StringBuilder Body(NotebookDocument notebook, ReportParts parts)
    {
        var html = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            if (cell.Type == "markdown")
            {
                html.Append("<section>").Append(parts.Markdown(cell.Source)).Append("</section>\n");
            }
            else if (cell.IsCode)
            {
                AppendCode(html, cell, parts);
            }
        }

        return html;
    }

    private static void AppendCode(StringBuilder html, NotebookCell cell, ReportParts parts)
    {
        if (!string.IsNullOrWhiteSpace(cell.Source))
        {
            var number = cell.Json["execution_count"]?.ToString() ?? " ";
            html.Append("<details class=\"code\"><summary>cell ").Append(Encode(number)).Append("</summary><pre><code>")
                .Append(Encode(cell.Source)).Append("</code></pre></details>\n");
        }

        foreach (var output in cell.Outputs)
        {
            html.Append(ReportOutput.Render(output!.AsObject(), parts)).Append('\n');
        }
    }

    private static string Origin(NotebookDocument notebook)
    {
        var run = notebook.Metadata["papermill"];
        var started = run?["start_time"]?.GetValue<string>();
        return started is null ? "Not executed" : $"Executed {started[..19].Replace('T', ' ')} (UTC) by {run!["version"]?.GetValue<string>()}";
    }

    private static string Style()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
