using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;

namespace Sinogram.Jupyter.Tests.Client;

/// <summary>A language whose cells are the test's own functions, by name; other code is its own value.</summary>
internal sealed class ScriptLanguage : ILanguage
{
    private readonly Dictionary<string, Func<CellContext, CancellationToken, Task<object?>>> _cells = [];

    public LanguageIdentity Identity { get; } = new("script", [], "Script", "1.0", "text/plain", ".txt", "text", "text");

    public IVariables? Variables => null;

    /// <summary>What the cell <c>fail</c> waits for before it fails.</summary>
    public Task FailsAfter { get; set; } = Task.CompletedTask;

    public void Cell(string code, Func<CellContext, CancellationToken, Task<object?>> body) => _cells[code] = body;

    public void Cell(string code, Action<CellContext> body) => Cell(code, (context, _) =>
    {
        body(context);
        return Task.FromResult<object?>(null);
    });

    public async Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        if (part.Code == "fail")
        {
            await FailsAfter.WaitAsync(token).ConfigureAwait(false);
            return new CellResult.Failed(CellError.User("ScriptError", "it failed", "do something else"));
        }

        if (!_cells.TryGetValue(part.Code, out var body))
        {
            return new CellResult.Completed(true, part.Code);
        }

        var value = await body(context, token).ConfigureAwait(false);
        return new CellResult.Completed(value is not null, value);
    }

    public Task<Completions> CompleteAsync(string code, int position, CancellationToken token) =>
        Task.FromResult(new Completions(position - 1, position, [new Completion("alpha", "function", "alpha(x)"), new Completion("anchor", "instance")]));

    public Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token) =>
        Task.FromResult(code.StartsWith("nothing", StringComparison.Ordinal) ? null : MimeBundle.Html($"<b>{code}</b>", $"about {code} at {position}"));

    public Completeness IsComplete(string code) => code switch
    {
        "open(" => new Completeness(CompletenessStatus.Incomplete, "    "),
        ")" => new Completeness(CompletenessStatus.Invalid, ""),
        _ => new Completeness(CompletenessStatus.Complete, ""),
    };
}
