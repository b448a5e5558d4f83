using Sinogram.Core.Display;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary>A magic that shows the text below it as it is, in one media type: <c>#!html</c>, <c>#!markdown</c>, <c>#!javascript</c>, <c>#!mermaid</c>.</summary>
public sealed class MarkupMagic : IMagic
{
    private readonly Func<string, MimeBundle> _show;

    private MarkupMagic(string name, string summary, string language, string example, Func<string, MimeBundle> show, params IReadOnlyList<string> aliases)
    {
        _show = show;
        var verb = new VerbInfo("", $"Shows the {language} below.") { Body = BodyKind.Required, BodyLanguage = language };
        Info = new MagicInfo(name, summary, [verb], example) { Aliases = aliases };
    }

    /// <inheritdoc/>
    public MagicInfo Info { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IMagic> All() =>
    [
        new MarkupMagic("html", "Shows HTML.", "HTML", "#!html\n<b>bold</b>", text => MimeBundle.Html(text, text)),
        new MarkupMagic("markdown", "Shows Markdown with formulas.", "Markdown", "#!markdown\n**bold** and $x^2$", text => MimeBundle.Text(text).With(Mime.Markdown, text), "md"),
        new MarkupMagic(
            "javascript", "Runs JavaScript in the front end, where the notebook is trusted.", "JavaScript", "#!javascript\nelement.append('hello')",
            text => MimeBundle.Text(text).With(Mime.Javascript, text), "js"),
        new MarkupMagic(
            "mermaid", "Shows a Mermaid diagram, where the front end draws them.", "Mermaid", "#!mermaid\nflowchart LR\n  scan --> harvest --> catalogue",
            // JupyterLab 4.1 draws the first, Markdown viewers that know Mermaid the second; the rest shows the source.
            text => MimeBundle.Text(text).With("text/vnd.mermaid", text).With(Mime.Markdown, $"```mermaid\n{text.TrimEnd()}\n```")),
    ];

    /// <inheritdoc/>
    public Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        invocation.Context.Output.Display(_show(invocation.Body));
        return Task.FromResult<object?>(null);
    }
}
