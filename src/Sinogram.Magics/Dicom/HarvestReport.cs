using System.Globalization;
using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Imaging.Harvest;

namespace Sinogram.Magics.Dicom;

/// <summary>Shows a <see cref="HarvestResult"/>: the counts and their sum, then the reasons of the quarantine.</summary>
public sealed class HarvestReport : IFormatter
{
    private const int ShownReasons = 20;

    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value is HarvestResult result ? Bundle(result) : null;

    internal static MimeBundle Bundle(HarvestResult result) => MimeBundle.Html(Html(result), Text(result));

    private static (string Outcome, long Files, string Meaning)[] Lines(HarvestResult result) =>
    [
        ("kept", result.Kept, "new in the workspace"),
        ("unchanged", result.Unchanged, "kept by an earlier run"),
        ("duplicate", result.Duplicate, "the same instance again"),
        ("quarantined", result.Quarantined, "refused, see below"),
        ("not DICOM", result.NotDicom, "other files, DICOMDIR"),
        ("seen", result.Seen, "the sum"),
    ];

    /// <summary>One line for each rule; reasons differ in place from file to file.</summary>
    private static List<QuarantineReason> Rules(HarvestResult result) =>
        [.. result.Reasons.GroupBy(r => r.Rule, StringComparer.Ordinal)
            .Select(g => new QuarantineReason(g.Key, g.First().Reason + (g.Count() > 1 ? $" (and {g.Count() - 1} alike)" : ""), g.Sum(r => r.Count)))
            .OrderByDescending(r => r.Count)];

    private static string Text(HarvestResult result)
    {
        StringBuilder text = new();
        foreach ((string outcome, long files, string meaning) in Lines(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"{outcome,-12}{files,10:N0}  {meaning}\n");
        }

        text.Append(Speed(result)).Append('\n');
        foreach (QuarantineReason reason in Rules(result).Take(ShownReasons))
        {
            text.Append(CultureInfo.InvariantCulture, $"{reason.Count,7:N0} × {reason.Rule}: {reason.Reason}\n");
        }

        return text.Append(Cut(result)).ToString().TrimEnd('\n');
    }

    private static string Html(HarvestResult result)
    {
        StringBuilder html = new("<div class=\"mathjax_ignore tex2jax_ignore\"><table style=\"display:inline-table;vertical-align:top;margin-right:2em\"><thead><tr><th style=\"text-align:left\">outcome</th><th>files</th><th></th></tr></thead><tbody>");
        foreach ((string outcome, long files, string meaning) in Lines(result))
        {
            string weight = outcome == "seen" ? "font-weight:bold;border-top:1px solid" : "";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"text-align:left;{weight}\">{outcome}</td><td style=\"text-align:right;{weight}\">{files:N0}</td><td style=\"text-align:left;opacity:0.7;{weight}\">{E(meaning)}</td></tr>");
        }

        html.Append("</tbody></table>");
        if (result.Reasons.Count > 0)
        {
            html.Append("<table style=\"display:inline-table;vertical-align:top\"><thead><tr><th>files</th><th style=\"text-align:left\">rule</th><th style=\"text-align:left\">why they were quarantined</th></tr></thead><tbody>");
            foreach (QuarantineReason reason in Rules(result).Take(ShownReasons))
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"text-align:right\">{reason.Count:N0}</td><td style=\"text-align:left\">{E(reason.Rule)}</td><td style=\"text-align:left\">{E(reason.Reason)}</td></tr>");
            }

            html.Append("</tbody></table>");
        }

        return html.Append("<p style=\"opacity:0.7\">").Append(E(Speed(result))).Append(E(Cut(result))).Append("</p></div>").ToString();
    }

    private static string Speed(HarvestResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Bytes / 1e6:N1} MB in {result.Elapsed.TotalSeconds:N1} s: {result.FilesPerSecond:N0} files/s, {result.MegabytesPerSecond:N1} MB/s. {(result.Identified ? "This workspace is IDENTIFIED: it may not be published."
            : result.Profile == "none" ? "Its source was declared public: nothing of it is masked." : $"De-identified by the profile {result.Profile}.")}");

    private static string Cut(HarvestResult result) => Rules(result).Count > ShownReasons
        ? $" {ShownReasons} of {Rules(result).Count} rules; #!dicom quarantine has all."
        : "";

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
