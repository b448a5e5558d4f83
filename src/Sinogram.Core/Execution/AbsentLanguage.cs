using System.Net;
using Sinogram.Core.Cells;
using Sinogram.Core.Display;

namespace Sinogram.Core.Execution;

/// <summary>
/// Stands for a language that older notebooks use and this kernel does not have: its cells say once what to do instead, and the rest of the
/// notebook goes on.
/// </summary>
public sealed class AbsentLanguage : ILanguage
{
    private readonly string _alternative;
    private int _told;

    /// <param name="name">The selector; one that begins with it and a dash (<c>sql-db</c>) is this language too.</param>
    /// <param name="displayName">For people.</param>
    /// <param name="alternative">What to do instead, in a sentence or two.</param>
    /// <param name="aliases">Other selectors.</param>
    public AbsentLanguage(string name, string displayName, string alternative, params IReadOnlyList<string> aliases)
    {
        _alternative = alternative;
        Identity = new LanguageIdentity(name, aliases, displayName, "", "text/plain", ".txt", "text", "text");
    }

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; }

    /// <inheritdoc/>
    public bool IsAvailable => false;

    /// <inheritdoc/>
    public bool Answers(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Identity.Is(name) || name.StartsWith(Identity.Name + "-", StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Output.Display(Interlocked.Exchange(ref _told, 1) == 0
            ? Notice($"Not run: {Identity.DisplayName} is not among this kernel's languages. The rest of the notebook goes on.", _alternative)
            : Notice($"Not run: {Identity.DisplayName}."));
        return Task.FromResult<CellResult>(CellResult.Completed.NoValue);
    }

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => new(CompletenessStatus.Complete, "");

    /// <summary>A remark in a cell's output.</summary>
    public static MimeBundle Notice(string what, string? hint = null) => MimeBundle.Html(
        "<div class=\"mathjax_ignore tex2jax_ignore\" style=\"border-left:3px solid #d9a441;padding-left:8px\">" + WebUtility.HtmlEncode(what)
            + (hint is null ? "" : "<br>" + WebUtility.HtmlEncode(hint)) + "</div>",
        hint is null ? what : what + "\n" + hint);
}
