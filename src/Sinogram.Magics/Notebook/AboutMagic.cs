using System.Net;
using System.Runtime.InteropServices;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!about</c>: which kernel this is and what it runs on.</summary>
public sealed class AboutMagic : IMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new("about", "Says which kernel this is.", [new VerbInfo("", "Version, languages and runtime.")], "#!about");

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var languages = invocation.Context.Languages.All.Where(l => l.IsAvailable).Select(l => $"{l.Identity.DisplayName} {l.Identity.Version}".Trim());
        (string Name, string Value)[] facts =
        [
            ("Kernel", "Sinogram " + (typeof(AboutMagic).Assembly.GetName().Version?.ToString(3) ?? "")),
            ("Languages", string.Join(", ", languages)),
            ("Runtime", RuntimeInformation.FrameworkDescription),
            ("System", $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores"),
            ("Policy", invocation.Context.Settings.Policy.Source is null ? "none" : "in force (sinogram doctor --policy)"),
            ("Telemetry", "none"),
        ];
        var rows = facts.Select(f => $"<tr><td style=\"text-align:left\">{f.Name}</td><td style=\"text-align:left\">{WebUtility.HtmlEncode(f.Value)}</td></tr>");
        return Task.FromResult<object?>(MimeBundle.Html(
            "<table>" + string.Concat(rows) + "</table>", string.Join('\n', facts.Select(f => $"{f.Name}: {f.Value}"))));
    }
}
