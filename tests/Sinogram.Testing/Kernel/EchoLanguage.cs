using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;

namespace Sinogram.Testing.Kernel;

/// <summary>
/// The smallest language: gives its code back as the value. A few words steer it: <c>fail</c>, <c>throw</c>, <c>wait</c> (until cancelled),
/// <c>print x</c>.
/// </summary>
public sealed class EchoLanguage : ILanguage
{
    /// <summary>The parts that it was given, in order.</summary>
    public List<CellPart> Parts { get; } = [];

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; } = new("echo-language", ["el"], "Echo", "1.0", "text/plain", ".txt", "text", "text");

    /// <inheritdoc/>
    public IVariables Variables { get; } = new MemoryVariables();

    /// <inheritdoc/>
    public async Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token)
    {
        Parts.Add(part);
        var code = part.Code.Trim();
        switch (code)
        {
            case "fail":
                return new CellResult.Failed(CellError.User("EchoError", "it failed"));
            case "throw":
                throw new InvalidOperationException("a defect");
            case "wait":
                await Task.Delay(Timeout.Infinite, token).ConfigureAwait(false);
                break;
        }

        if (code.StartsWith("print ", StringComparison.Ordinal))
        {
            context.Output.Stdout(code[6..]);
            return CellResult.Completed.NoValue;
        }

        return new CellResult.Completed(true, code);
    }

    /// <inheritdoc/>
    public Task<Completions> CompleteAsync(string code, int position, CancellationToken token) =>
        Task.FromResult(new Completions(0, position, [new Completion(code, "text")]));
}
